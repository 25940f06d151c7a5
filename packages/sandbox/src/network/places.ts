import type { Place } from '../session/place.ts'
import type { Coordinates } from './coordinates.ts'
import { distance } from './distance.ts'

/**
 * The places of the sandbox's network: where services of OpenTok's kind have data centres. The table is a guess, and the
 * option `places` replaces it.
 */
export const PLACES: readonly Place[] = [
  { id: 'virginia', name: 'Ashburn, Virginia', latitude: 39.04, longitude: -77.49 },
  { id: 'oregon', name: 'Boardman, Oregon', latitude: 45.84, longitude: -119.7 },
  { id: 'montreal', name: 'Montreal, Canada', latitude: 45.5, longitude: -73.57 },
  { id: 'sao-paulo', name: 'São Paulo, Brazil', latitude: -23.55, longitude: -46.63 },
  { id: 'dublin', name: 'Dublin, Ireland', latitude: 53.35, longitude: -6.26 },
  { id: 'frankfurt', name: 'Frankfurt, Germany', latitude: 50.11, longitude: 8.68 },
  { id: 'cape-town', name: 'Cape Town, South Africa', latitude: -33.92, longitude: 18.42 },
  { id: 'dubai', name: 'Dubai, United Arab Emirates', latitude: 25.2, longitude: 55.27 },
  { id: 'mumbai', name: 'Mumbai, India', latitude: 19.08, longitude: 72.88 },
  { id: 'singapore', name: 'Singapore', latitude: 1.35, longitude: 103.82 },
  { id: 'tokyo', name: 'Tokyo, Japan', latitude: 35.68, longitude: 139.69 },
  { id: 'sydney', name: 'Sydney, Australia', latitude: -33.87, longitude: 151.21 },
]

/** @throws {TypeError} if the table is not one of places */
export function readPlaces(places: unknown = PLACES): readonly Place[] {
  if (!Array.isArray(places) || places.length === 0) throw new TypeError('places: must be a list of places')
  const ids = new Set<string>()
  for (const place of places as Partial<Place>[]) {
    const { id, name, latitude, longitude } = place ?? {}
    if (typeof id !== 'string' || !/^[a-z0-9-]{1,40}$/.test(id) || ids.has(id))
      throw new TypeError('places: each requires an id of its own, of small letters, digits and hyphens')
    if (typeof name !== 'string' || name === '') throw new TypeError(`places: ${id} requires a name`)
    if (!isWithin(latitude, 90) || !isWithin(longitude, 180))
      throw new TypeError(`places: ${id} requires a latitude from -90 to 90 and a longitude from -180 to 180`)
    ids.add(id)
  }
  return places.map(({ id, name, latitude, longitude }: Place) => ({ id, name, latitude, longitude }))
}

const isWithin = (degrees: unknown, limit: number) =>
  typeof degrees === 'number' && Math.abs(degrees) <= limit

/** The place that is the nearest to a point. */
export function nearestPlace(places: readonly Place[], point: Coordinates): Place {
  const [first, ...others] = places
  if (first === undefined) throw new TypeError('places: must be a list of places')
  return others.reduce((best, one) => (distance(one, point) < distance(best, point) ? one : best), first)
}
