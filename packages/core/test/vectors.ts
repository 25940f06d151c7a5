// The golden vectors of the facts (rest-v2 §8), made with node:crypto and read back with a second implementation.

export const SECRET = '1234567890abcdef1234567890abcdef12345678'
export const SESSION_ID = '1_MX4xMjM0NTZ-flNhdCBNYXIgMTUgMTQ6NDI6MjMgUERUIDIwMTR-MC40OTAxMzAyNX4'

export const PROJECT_JWT =
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiIxMjM0NTYiLCJpc3QiOiJwcm9qZWN0IiwiaWF0IjoxNDAwMDAwMDAwLCJleHAiOjE0MDAwMDAzMDAsImp0aSI6IjAxMjM0NTY3ODlhYmNkZWYifQ.4pU-V7NnPGQzhpN0TD5KTEEzpEH4_Drqe_9cLfEEAw4'

export const CONNECTION_CLAIMS = {
  iss: '123456',
  ist: 'project',
  iat: 1400000000,
  exp: 1400086400,
  session_id: SESSION_ID,
  role: 'publisher',
  scope: 'session.connect',
  nonce: '0.123456',
  connection_data: 'name=Bob',
}
export const CONNECTION_JWT =
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiIxMjM0NTYiLCJpc3QiOiJwcm9qZWN0IiwiaWF0IjoxNDAwMDAwMDAwLCJleHAiOjE0MDAwODY0MDAsInNlc3Npb25faWQiOiIxX01YNHhNak0wTlRaLWZsTmhkQ0JOWVhJZ01UVWdNVFE2TkRJNk1qTWdVRVJVSURJd01UUi1NQzQwT1RBeE16QXlOWDQiLCJyb2xlIjoicHVibGlzaGVyIiwic2NvcGUiOiJzZXNzaW9uLmNvbm5lY3QiLCJub25jZSI6IjAuMTIzNDU2IiwiY29ubmVjdGlvbl9kYXRhIjoibmFtZT1Cb2IifQ.oNNboN1GEoraOwk0vK7dM2W2bKGHJdH5He3AbnDEF8A'

export const T1_DATA =
  'session_id=1_MX4xMjM0NTZ-flNhdCBNYXIgMTUgMTQ6NDI6MjMgUERUIDIwMTR-MC40OTAxMzAyNX4&create_time=1400000000&role=publisher&nonce=0.123456&expire_time=1400086400&connection_data=name%3DBob'
export const T1_TOKEN =
  'T1==cGFydG5lcl9pZD0xMjM0NTYmc2lnPWRlZWM2NmNhNTkwNTI0NDY3ZWU2ZWM3N2U0OTQyNWFiMWZmMDhkZTE6c2Vzc2lvbl9pZD0xX01YNHhNak0wTlRaLWZsTmhkQ0JOWVhJZ01UVWdNVFE2TkRJNk1qTWdVRVJVSURJd01UUi1NQzQwT1RBeE16QXlOWDQmY3JlYXRlX3RpbWU9MTQwMDAwMDAwMCZyb2xlPXB1Ymxpc2hlciZub25jZT0wLjEyMzQ1NiZleHBpcmVfdGltZT0xNDAwMDg2NDAwJmNvbm5lY3Rpb25fZGF0YT1uYW1lJTNEQm9i'

/** A moment within the life of both tokens. */
export const WITHIN = { clock: { now: () => 1400000000_000 } }
