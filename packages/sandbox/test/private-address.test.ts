import { expect, it } from 'vitest'
import { isPrivateAddress } from '../src/private-address.ts'

it.each([
  'http://localhost:3000/x',
  'http://app.localhost',
  'http://127.0.0.1:1',
  'http://127.1',
  'http://2130706433',
  'http://10.1.2.3',
  'http://192.168.0.1',
  'http://172.16.0.1',
  'http://[::1]:80',
  'http://[fd00::1]',
  'http://[::ffff:127.0.0.1]',
  'http://app:3000',
  'http://printer.local',
  'http://host.docker.internal:3000',
])('takes %s for an address of this machine or of a private network', (url) => {
  expect(isPrivateAddress(url)).toBe(true)
})

it.each([
  'https://example.com',
  'http://8.8.8.8',
  'http://172.32.0.1',
  'http://169.254.169.254/latest',
  'http://127.0.0.1.example.com',
  'http://localhost.example.com',
  'http://[2001:db8::1]',
  'http://[fe80::1]',
  'http://mylocalhost.com',
])('takes %s for one of the internet', (url) => {
  expect(isPrivateAddress(url)).toBe(false)
})
