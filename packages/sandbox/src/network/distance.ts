import type { Coordinates } from './coordinates.ts'

/** The mean radius of the earth, in kilometres. */
const RADIUS = 6371

/** The distance between two points on the earth along a great circle, in kilometres. */
export function distance(a: Coordinates, b: Coordinates): number {
  const [north, south] = [toRadians(a.latitude), toRadians(b.latitude)]
  const half = (angle: number) => Math.sin(angle / 2) ** 2
  const share =
    half(north - south) + Math.cos(north) * Math.cos(south) * half(toRadians(a.longitude - b.longitude))
  return 2 * RADIUS * Math.asin(Math.min(1, Math.sqrt(share)))
}

const toRadians = (degrees: number) => (degrees * Math.PI) / 180

/**
 * How far a packet gets in a millisecond, in kilometres. Light in a fibre goes 200 km, and cables are about 1.4 times as
 * long as the great circle.
 */
const KILOMETRES_PER_MILLISECOND = 140

/**
 * How long a packet takes from one place to another, in milliseconds, one way: nothing within a place, otherwise 1 ms and
 * 1 ms more for each 140 km. Virginia to Sydney is 113 ms, so that an answer takes 226 ms.
 */
export function distanceDelay(a: Coordinates, b: Coordinates): number {
  const kilometres = distance(a, b)
  return kilometres === 0 ? 0 : 1 + kilometres / KILOMETRES_PER_MILLISECOND
}
