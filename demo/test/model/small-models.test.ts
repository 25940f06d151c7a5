import { OpenTokError, ValidationError } from '@opentok-sandbox/core'
import type { NetworkState } from '@opentok-sandbox/sandbox'
import { describe, expect, it } from 'vitest'
import { createSpeechMeter } from '../../src/client/speech.ts'
import { describeEntry } from '../../src/model/describe-entry.ts'
import { describeEnd } from '../../src/model/end-of-call.ts'
import { nameOf } from '../../src/model/name-of.ts'
import { withClient, withSession } from '../../src/model/network-rules.ts'
import { readPageAddress, writePageAddress } from '../../src/model/page-address.ts'
import { suggestName } from '../../src/model/participant-names.ts'
import { createRecentSessions } from '../../src/model/recent-sessions.ts'
import { createSessionForm } from '../../src/model/session-form.ts'

describe('the name of a client', () => {
  it.each([
    ['name=Ada+Lovelace', 'Ada Lovelace'],
    ['{"userName":"Grace"}', 'Grace'],
    ['Alan', 'Alan'],
    ['', 'Client abcd'],
    ['user=7', 'Client abcd'],
    ['{"level":3}', 'Client abcd'],
    ['x'.repeat(200), 'Client abcd'],
  ])('of the data %j is %s', (data, name) => {
    expect(nameOf({ id: 'abcdef', data })).toBe(name)
  })

  it('stands in the line of an entry in place of the data, where the line speaks of the client', () => {
    const connection = { id: 'abcdef', data: 'name=Ada' }
    expect(describeEntry({ text: 'name=Ada sent PING', connection })).toBe('Ada sent PING')
    expect(describeEntry({ text: 'streamCreated of name=Ada: x', connection })).toBe(
      'streamCreated of Ada: x',
    )
    expect(describeEntry({ text: 'says name=Ada', connection })).toBe('says name=Ada')
    expect(describeEntry({ text: 'GET /' })).toBe('GET /')
  })
})

describe('the address of the page', () => {
  it('comes back as it was written', () => {
    const address = { room: 'a & b', panel: 'journal', name: 'Zoë', connect: 'moderator' }
    expect(readPageAddress(writePageAddress(address))).toMatchObject(address)
  })

  it('is empty when it says nothing', () => {
    expect(writePageAddress({ session: undefined })).toBe('')
  })
})

describe('recent sessions', () => {
  const storage = (text?: string) => {
    const kept = new Map<string, string>(
      text === undefined ? [] : [['opentok-sandbox recent sessions', text]],
    )
    return {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    }
  }

  it('are kept, the latest first, each once', () => {
    const kept = storage()
    const recent = createRecentSessions(kept, () => 5)
    for (const sessionId of ['one', 'two', 'one']) recent.add({ sessionId })
    expect(createRecentSessions(kept, () => 6).list.value.map(({ sessionId }) => sessionId)).toEqual([
      'one',
      'two',
    ])
  })

  it.each(['', '{}', 'null', '[1, {"sessionId": 7}]', '[{"sessionId":"one","shownAt":1,"room":{}}]'])(
    'are none where the browser has kept %j',
    (text) => {
      expect(createRecentSessions(storage(text), () => 5).list.value).toEqual([])
    },
  )
})

describe('rules of the network', () => {
  const state: NetworkState = {
    place: 'virginia',
    places: [],
    clients: [{ connection: 'a', place: 'tokyo' }, { loss: 0.1 }],
    sessions: [{ place: 'dublin' }],
  }

  it('for one client are before those for all, and keep what was set', () => {
    expect(withClient(state, 'a', { delay: 50 }).clients).toEqual([
      { connection: 'a', place: 'tokyo', delay: 50 },
      { loss: 0.1 },
    ])
    expect(withClient(state, 'b', { place: 'sydney' }).clients?.[0]).toEqual({
      connection: 'b',
      place: 'sydney',
    })
  })

  it('go when they say nothing any more', () => {
    expect(withClient(state, 'a', { place: undefined }).clients).toEqual([{ loss: 0.1 }])
    const direct = withSession(state, 's', { direct: false })
    expect(direct.sessions?.[0]).toEqual({ session: 's', direct: false })
    expect(withSession({ ...state, ...direct } as NetworkState, 's', { direct: undefined }).sessions).toEqual(
      [{ place: 'dublin' }],
    )
  })
})

describe('the form of a session', () => {
  it('asks for what it says', async () => {
    const asked: unknown[] = []
    const form = createSessionForm(async (options) => void asked.push(options))
    form.typeLocation(' 12.34.56.78 ')
    form.isPeerToPeer.value = true
    expect(await form.send()).toBe(true)
    expect(asked).toEqual([{ location: '12.34.56.78', mediaMode: 'relayed' }])
  })

  it('says what is wrong with a location hint until that is an address', async () => {
    const form = createSessionForm(async () => {
      throw new ValidationError('location', 'is no IPv4 address')
    })
    form.typeLocation('London')
    expect(await form.send()).toBe(false)
    expect(form.locationError.value).toContain('not an IPv4 address')
    form.typeLocation('1.2.3')
    expect(form.locationError.value).not.toBe('')
    form.typeLocation('1.2.3.4')
    expect(form.locationError.value).toBe('')
  })

  it('hands on what OpenTok says, and says that the sandbox is silent where it is', async () => {
    const refused = createSessionForm(async () => {
      throw new OpenTokError('http', 'It says no.')
    })
    await refused.send()
    expect(refused.error.value).toBe('It says no.')
    const silent = createSessionForm(async () => {
      throw new TypeError('failed to fetch')
    })
    await silent.send()
    expect(silent.error.value).toBe('The sandbox does not answer.')
  })
})

it('suggests a name for a participant that nobody has', () => {
  expect(suggestName(1, ['Ada', 'Grace'])).toBe('Alan')
  expect(suggestName(4, [])).toBe('Guest')
  expect(suggestName(4, ['Guest 1'])).toBe('Visitor')
})

it('says in a sentence how a call ended', () => {
  expect(describeEnd('clientDisconnected')).toBe('')
  expect(describeEnd('forceDisconnected')).toContain('a moderator removed you')
  expect(describeEnd('networkDisconnected')).toContain('the network was lost')
  expect(describeEnd('newReason')).toContain('newReason')
})

it('takes pauses between words for speech, and longer ones not', () => {
  const heard: boolean[] = []
  const hear = createSpeechMeter((speaks) => heard.push(speaks))
  for (const [level, time] of [
    [0.2, 0],
    [0, 300],
    [0.2, 600],
    [0, 1200],
    [0, 1400],
  ] as const)
    hear(level, time)
  expect(heard).toEqual([true, false])
})
