/** A point on the earth, in degrees north and east. */
export interface Coordinates {
  latitude: number
  longitude: number
}
