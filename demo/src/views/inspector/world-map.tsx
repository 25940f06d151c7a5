import { CELL, FIRST_CELL, LAND } from './land.ts'

/** What is shown at a point of the map. */
export interface MapMark {
  id: string
  latitude: number
  longitude: number
  kind: 'place' | 'session' | 'person'
  /** The names that are written beside it. */
  label?: string | undefined
}

/** A way between two points of the map. */
export interface MapWay {
  id: string
  from: { latitude: number; longitude: number }
  to: { latitude: number; longitude: number }
}

const COLUMNS = 120

const x = (longitude: number) => (longitude - FIRST_CELL.longitude) / CELL + 0.5
const y = (latitude: number) => (FIRST_CELL.latitude - latitude) / CELL + 0.5

const DOTS = LAND.flatMap((row, line) =>
  Array.from(row, (cell, column) => (cell === '#' ? `M${column + 0.5} ${line + 0.5}h0` : '')),
).join('')

/** A small map of the world, of dots: where servers and people are. */
export function WorldMap({ marks, ways }: { marks: readonly MapMark[]; ways: readonly MapWay[] }) {
  const described = marks.flatMap(({ label }) => label ?? [])
  return (
    <svg
      class="map"
      viewBox={`0 0 ${COLUMNS} ${LAND.length}`}
      role="img"
      aria-label={`World map: ${described.join('; ') || 'nobody is connected'}`}
    >
      <path class="land" d={DOTS} />
      {ways.map(({ id, from, to }) => (
        <path key={id} class="way" d={bend(from, to)} />
      ))}
      {marks.map(({ id, latitude, longitude, kind, label }) => (
        <g key={id} class={`mark ${kind}`}>
          <circle cx={x(longitude)} cy={y(latitude)} r={kind === 'place' ? 0.6 : 1.1} />
          {label && (
            <text
              x={x(longitude) + (longitude > 90 ? -1.8 : 1.8)}
              y={y(latitude) + (kind === 'session' ? -1 : 1.6)}
              text-anchor={longitude > 90 ? 'end' : 'start'}
            >
              {label}
            </text>
          )}
        </g>
      ))}
    </svg>
  )
}

/** A bow from one point to another. */
function bend(from: MapWay['from'], to: MapWay['to']): string {
  const [x1, y1, x2, y2] = [x(from.longitude), y(from.latitude), x(to.longitude), y(to.latitude)]
  const height = Math.hypot(x2 - x1, y2 - y1) / 5
  return `M${x1} ${y1}Q${(x1 + x2) / 2} ${Math.min(y1, y2) - height} ${x2} ${y2}`
}
