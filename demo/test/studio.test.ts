// What the page shows beside the call, on a sandbox server, where all of it can be.

import { readFile } from 'node:fs/promises'
import { readToken } from '@opentok-sandbox/core'
import { type SandboxServer, serve } from 'opentok-sandbox'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { connected, connectionsOf, generateSession, openBrowser } from './browser.ts'

let browser: Awaited<ReturnType<typeof openBrowser>>
let server: SandboxServer
beforeAll(async () => {
  browser = await openBrowser()
  server = await serve({ port: 0, log: () => {} })
})
afterAll(async () => {
  await browser.close()
  await server.close()
})
beforeEach(() => server.sandbox.reset())

const at = (query: string) => `${server.url}/${query}`

const inspect = (page: Page, panel: string) => page.getByRole('tab', { name: panel }).click()

const panel = (page: Page) => page.getByRole('tabpanel')

async function connect(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await connected(page)
}

describe('a newcomer', () => {
  it('is told what this is, three steps, and how to use it from every kind of program', async () => {
    const { page, faults } = await browser.visit(at(''))
    for (const step of ['Get a session', 'Join it', 'Use it in your app'])
      await page.getByRole('heading', { name: step, level: 3 }).waitFor()
    const card = panel(page)
    for (const fact of [server.url, '123456']) await card.getByText(fact, { exact: true }).waitFor()
    const kinds = ['Browser client', 'Vite', 'vitest', 'Playwright', 'curl', 'Node', 'Python', 'PHP', 'Ruby']
    for (const kind of [...kinds, 'Java', '.NET']) {
      await card.getByRole('button', { name: kind, exact: true }).click()
      await card.getByRole('group', { name: `code for ${kind}` }).waitFor()
    }
    await card.getByRole('button', { name: 'Node', exact: true }).click()
    await card.getByRole('button', { name: 'Put the code for Node on the clipboard' }).click()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(copied).toContain(`{ apiUrl: '${server.url}' }`)
    expect(faults).toEqual([])
  })

  it('sees a call at one click, with simulated people in it', async () => {
    const { page } = await browser.visit(at(''))
    await page.getByRole('button', { name: 'Show me a call' }).click()
    await connected(page)
    await page.waitForFunction(() => {
      const videos = [...document.querySelectorAll('video')]
      return videos.filter((video) => video.getVideoPlaybackQuality().totalVideoFrames > 5).length === 4
    })
    await page.getByRole('heading', { name: 'Room example' }).waitFor()
  })
})

describe('a link', () => {
  it('opens a room by its name, and a panel', async () => {
    const { page } = await browser.visit(at('?room=lobby&panel=faults'))
    await page.getByRole('heading', { name: 'Room lobby', exact: true }).waitFor()
    await page.getByRole('tab', { name: 'Faults', selected: true }).waitFor()
    await connect(page)
    expect(await server.sandbox.sessions()).toMatchObject([{ room: 'lobby' }])
    await page.getByRole('list', { name: 'Live sessions' }).getByText('lobby').waitFor()
    await inspect(page, 'Clock')
    await expect.poll(() => page.url()).toContain('?room=lobby&panel=clock')
  })

  it('keeps a panel that nobody knows from doing harm', async () => {
    const { page, faults } = await browser.visit(at('?panel=constructor'))
    await page.getByRole('tab', { name: 'Your app', selected: true }).waitFor()
    expect(faults).toEqual([])
  })
})

describe('the identity', () => {
  it('survives a reload, which joins again with the same name and role', async () => {
    const { page } = await browser.visit(at(''))
    await generateSession(page)
    await page.getByLabel('Name', { exact: true }).fill('Ada')
    await page.getByLabel('Role').selectOption('moderator')
    await connect(page)
    await page.reload()
    await connected(page)
    await connectionsOf(page).filter({ hasText: 'Ada' }).waitFor()
    expect(await server.sandbox.sessions()).toMatchObject([{ connections: [{ role: 'moderator' }] }])
  })

  it('changes its role in the call, by coming back', async () => {
    const { page } = await browser.visit(at(''))
    await generateSession(page)
    await connect(page)
    await page.getByLabel('Role').selectOption('moderator')
    await page.getByRole('button', { name: 'Rejoin as moderator' }).click()
    await page.getByRole('button', { name: 'Mute everybody' }).waitFor()
    await expect
      .poll(() => server.sandbox.sessions(), { timeout: 30_000 })
      .toMatchObject([{ connections: [{ role: 'moderator' }] }])
  })

  it('of a second tab is asked for', async () => {
    const { page, context } = await browser.visit(at(''))
    await generateSession(page)
    await page.getByLabel('As whom').fill('Grace')
    await page.getByLabel('As what').selectOption('subscriber')
    const opened = context.waitForEvent('page')
    await page.getByRole('link', { name: 'Open in a second tab' }).click()
    const second = await opened
    await connected(second)
    await expect
      .poll(() => server.sandbox.sessions(), { timeout: 30_000 })
      .toMatchObject([{ connections: [{ data: 'name=Grace', role: 'subscriber' }] }])
  })
})

describe('the token builder', () => {
  it('makes a token, shows what is in it, and the link that joins with it', async () => {
    const { page, context } = await browser.visit(at(''))
    const sessionId = await generateSession(page)
    await inspect(page, 'Token')
    await page.getByLabel('Role of the token').selectOption('subscriber')
    await page.getByLabel('Connection data').fill('name=Radia')
    await page.getByLabel('Lifetime').fill('1h')
    await page.getByRole('button', { name: 'Make a token' }).click()
    const text = (await page.getByRole('group', { name: 'token', exact: true }).textContent()) ?? ''
    const token = readToken(text)
    expect(token).toMatchObject({ sessionId, role: 'subscriber', data: 'name=Radia' })
    expect(token.expireTime - token.createTime).toBe(3600)
    await page.getByRole('group', { name: 'decoded token' }).getByText('name=Radia').waitFor()
    const opened = context.waitForEvent('page')
    await page.getByRole('link', { name: 'Join with it' }).click()
    const second = await opened
    await connected(second)
    await connectionsOf(second).filter({ hasText: 'Radia' }).waitFor()
    // The page offers what the token allows: a subscriber has no microphone.
    expect(await second.getByRole('button', { name: 'Microphone' }).count()).toBe(0)
  })

  it.each([
    [
      'an expired one',
      async (page: Page) => page.getByLabel('Lifetime').fill('-1h'),
      'OT_AUTHENTICATION_ERROR',
    ],
    [
      'one with a wrong secret',
      async (page: Page) => page.getByLabel('Signed with a wrong secret').check(),
      'OT_AUTHENTICATION_ERROR',
    ],
  ])('makes %s, with which one does not get in', async (_what, choose, error) => {
    const { page, context } = await browser.visit(at(''))
    await generateSession(page)
    await inspect(page, 'Token')
    await choose(page)
    await page.getByRole('button', { name: 'Make a token' }).click()
    const opened = context.waitForEvent('page')
    await page.getByRole('link', { name: 'Join with it' }).click()
    const second = await opened
    await second.getByRole('alert').filter({ hasText: error }).waitFor()
  })

  it('says what is wrong with a lifetime', async () => {
    const { page } = await browser.visit(at(''))
    await generateSession(page)
    await inspect(page, 'Token')
    await page.getByLabel('Lifetime').fill('a while')
    await page.getByRole('button', { name: 'Make a token' }).click()
    await panel(page).getByRole('alert').filter({ hasText: 'expiresIn' }).waitFor()
  })
})

describe('the inspector', () => {
  it('shows what happens as it happens, decoded, with its cause and its effects', async () => {
    const { page } = await browser.visit(at('?panel=journal'))
    await generateSession(page)
    const entries = page.getByRole('listbox', { name: 'Entries' })
    await entries.getByText('POST /session/create').click()
    const details = page.getByRole('region', { name: 'Entry 1' })
    await details.getByRole('group', { name: 'answer' }).getByText('<session_id>').waitFor()
    await connect(page)
    await page.getByRole('searchbox', { name: 'Text in the entries' }).fill('connectionCreated')
    await entries.getByText('connectionCreated').first().click()
    await page
      .getByRole('region', { name: /^Entry/ })
      .getByText('Cause')
      .waitFor()
    await page
      .getByRole('region', { name: /^Entry/ })
      .getByRole('button')
      .filter({ hasText: /^\d/ })
      .first()
      .click()
    await page
      .getByRole('region', { name: /^Entry/ })
      .getByText('Effects')
      .waitFor()
    // By keyboard, too.
    await page.getByRole('searchbox', { name: 'Text in the entries' }).fill('')
    await entries.focus()
    await page.keyboard.press('Home')
    await entries
      .getByRole('option', { selected: true })
      .filter({ hasText: 'POST /session/create' })
      .waitFor()
  })

  it('saves the journal as HAR, and clears it', async () => {
    const { page } = await browser.visit(at('?panel=journal'))
    await generateSession(page)
    await page.getByRole('listbox').getByText('POST /session/create').waitFor()
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export HAR' }).click()
    const har = JSON.parse(await readFile(await (await saved).path(), 'utf8'))
    expect(har.log.entries[0].request.url).toContain('/session/create')
    await page.getByRole('button', { name: 'Clear' }).click()
    await page.getByRole('listbox').getByText('POST /session/create').waitFor({ state: 'detached' })
  })

  it('scrolls ten thousand entries with few of them in the page', async () => {
    const { page } = await browser.visit(at('?panel=journal'))
    await page.getByRole('listbox').waitFor()
    const [member] = await server.sandbox.participants.join({ room: 'busy' })
    for (let i = 0; i < 3400; i++)
      await server.sandbox.participants.signal(member?.connectionId ?? '', { type: 'tick', data: String(i) })
    const total = (await server.sandbox.journal.find({ limit: 1, after: 9999 })).entries.length
    expect(total).toBe(1)
    await page
      .getByRole('option')
      .filter({ hasText: /^\d{5}/ })
      .first()
      .waitFor()
    expect(await page.getByRole('option').count()).toBeLessThan(100)
    await page.getByRole('listbox').focus()
    await page.keyboard.press('Home')
    await page.locator('[aria-posinset="1"][aria-selected="true"]').waitFor()
  })

  it('adds simulated people, mutes, crashes and disconnects them', async () => {
    const { page } = await browser.visit(at('?panel=people'))
    await generateSession(page)
    await page.getByLabel('Name of the participant').fill('Hedy')
    await page.getByRole('button', { name: 'Add a participant' }).click()
    const hedy = panel(page).getByRole('group', { name: 'Hedy' })
    await hedy.getByRole('button', { name: 'Mute microphone' }).click()
    await hedy.getByRole('button', { name: 'Unmute microphone' }).waitFor()
    await hedy.getByRole('button', { name: 'Camera off' }).click()
    await hedy.getByRole('button', { name: 'Camera on' }).waitFor()
    await hedy.getByRole('button', { name: 'Crash' }).click()
    await expect.poll(() => server.sandbox.participants.list()).toEqual([])
    // The others hear of it when the grace period is over.
    await server.sandbox.clock.advance('1m')
    await hedy.waitFor({ state: 'detached' })
    await page.getByLabel('How many').fill('3')
    await page.getByLabel('Publishes').selectOption('nothing')
    await page.getByRole('button', { name: 'Add 3 participants' }).click()
    await panel(page).getByRole('group', { name: 'Guest 3' }).getByText('publishes nothing').waitFor()
    await panel(page)
      .getByRole('group', { name: 'Guest 2' })
      .getByRole('button', { name: 'Disconnect it' })
      .click()
    await panel(page).getByRole('group', { name: 'Guest 2' }).waitFor({ state: 'detached' })
  })

  it('puts people and sessions on the map, and takes direct media away', async () => {
    const { page } = await browser.visit(at('?panel=network'))
    const sessionId = await generateSession(page)
    await connect(page)
    await page.getByLabel('This client is in').selectOption('sydney')
    await expect
      .poll(() => server.sandbox.sessions(), { timeout: 30_000 })
      .toMatchObject([{ connections: [{ place: 'sydney' }] }])
    await page.getByRole('img', { name: /World map: .*Guest/ }).waitFor()
    await page.getByLabel('The session is in').selectOption('dublin')
    await page.getByLabel('Delay, ms').fill('40')
    await page.getByLabel('Loss, %').fill('5')
    await page.getByLabel('Direct media').uncheck()
    await expect
      .poll(() => server.sandbox.network.get(), { timeout: 30_000 })
      .toMatchObject({
        clients: [{ place: 'sydney', delay: 40, loss: 0.05 }],
        sessions: [{ session: sessionId, place: 'dublin', direct: false }],
      })
  })

  it('arms a fault of the catalogue, counts what it hits, and heals it', async () => {
    const { page } = await browser.visit(at('?panel=faults'))
    await generateSession(page)
    await page.getByLabel('Search the catalogue').fill('token-expired')
    await page.getByRole('button', { name: /token-expired/ }).click()
    await panel(page).getByText('OT_AUTHENTICATION_ERROR 1004').waitFor()
    await page.getByRole('button', { name: 'Arm', exact: true }).click()
    const armed = panel(page).getByRole('group', { name: 'token-expired' })
    await armed.getByText('not hit yet').waitFor()
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    await page.getByRole('main').getByRole('alert').filter({ hasText: 'OT_AUTHENTICATION_ERROR' }).waitFor()
    await armed.getByText('hit once').waitFor()
    await armed.getByRole('button', { name: 'Heal' }).click()
    await armed.waitFor({ state: 'detached' })
    await connect(page)
  })

  it('advances, freezes and sets the clock', async () => {
    const { page } = await browser.visit(at('?panel=clock'))
    await page.getByRole('button', { name: 'Freeze' }).click()
    await page.getByText('stands still').waitFor()
    const before = await server.sandbox.clock.now()
    await page.getByRole('button', { name: '+ 25h' }).click()
    await expect.poll(() => server.sandbox.clock.now()).toBe(before + 25 * 3_600_000)
    await page.getByLabel('Advance by').fill('soon')
    await page.getByRole('button', { name: 'Advance', exact: true }).click()
    await panel(page).getByRole('alert').filter({ hasText: 'advance' }).waitFor()
    await page.getByLabel('Go to').fill('2040-05-06T07:08')
    await page.getByRole('button', { name: 'Set' }).click()
    await panel(page).getByText('2040-05-06 07:08').waitFor()
    await page.getByRole('button', { name: 'Let it run' }).click()
    await page.getByText('runs', { exact: true }).waitFor()
  })

  it('exports and imports the state, and resets it once that is confirmed', async () => {
    const { page } = await browser.visit(at('?panel=state'))
    await server.sandbox.fail('signal-forbidden')
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    const path = await (await saved).path()
    await page.getByRole('button', { name: 'Reset…' }).click()
    await page.getByRole('button', { name: 'Cancel' }).click()
    expect(await server.sandbox.faults()).toHaveLength(1)
    await page.getByRole('button', { name: 'Reset…' }).click()
    await page.getByRole('button', { name: 'Reset the sandbox' }).click()
    await page.getByText('The sandbox is as it was at its start.').waitFor()
    expect(await server.sandbox.faults()).toHaveLength(0)
    await page.locator('#state-file').setInputFiles(path)
    await page.getByText('The sandbox has taken over').waitFor()
    expect(await server.sandbox.faults()).toMatchObject([{ name: 'signal-forbidden' }])
    await page
      .locator('#state-file')
      .setInputFiles({ name: 'bad.json', mimeType: 'application/json', buffer: Buffer.from('{') })
    await panel(page).getByRole('alert').filter({ hasText: 'bad.json is no JSON' }).waitFor()
  })
})

describe('the page over time', () => {
  it('says that its server is gone, and goes on when there is one again', async () => {
    const own = await serve({ port: 0, log: () => {} })
    const { page } = await browser.visit(own.url)
    await page.getByRole('heading', { name: 'Live sessions 0' }).waitFor()
    await own.close()
    await page.getByText('The sandbox does not answer.').waitFor()
    const again = await serve({ port: Number(new URL(own.url).port), log: () => {} })
    await page.getByText('The sandbox does not answer.').waitFor({ state: 'detached' })
    await again.sandbox.participants.join({ room: 'later' })
    await page.getByRole('heading', { name: 'Live sessions 1' }).waitFor()
    await again.close()
  })
})

describe('the call', () => {
  /** What is wrong with how the call lies on the screen. */
  const findFaults = (page: Page) =>
    page.evaluate(() => {
      const tiles = [...document.querySelectorAll('figure')]
      const boxes = tiles.map((tile) => tile.getBoundingClientRect())
      const area = boxes.reduce((sum, box) => sum + box.width * box.height, 0)
      const cut = tiles.flatMap((tile) => {
        const name = tile.querySelector<HTMLElement>('figcaption .name')
        const caption = tile.querySelector('figcaption')?.getBoundingClientRect()
        const covers = [...tile.querySelectorAll('button')].some((button) => {
          const box = button.getBoundingClientRect()
          return caption && box.bottom > caption.top && box.right > caption.left && box.left < caption.right
        })
        const isCut =
          name && (name.scrollWidth > name.clientWidth + 1 || name.scrollHeight > name.clientHeight + 1)
        return isCut || covers ? [`the name ${name?.textContent} is cut`] : []
      })
      const out = boxes.filter(
        ({ left, right, top, bottom }) => left < 0 || right > innerWidth || top < 0 || bottom > innerHeight,
      )
      const controls = document.querySelector('.controls')?.getBoundingClientRect()
      return [
        ...cut,
        ...(out.length > 0 ? [`${out.length} pictures are not on the screen`] : []),
        ...(area < innerWidth * innerHeight * 0.2 ? ['the pictures are small'] : []),
        ...(!controls || controls.bottom > innerHeight ? ['the controls are not on the screen'] : []),
        ...(document.documentElement.scrollWidth > innerWidth ? ['the page scrolls sideways'] : []),
      ]
    })

  it.each([
    [1280, 900],
    [390, 844],
  ])('comes first at %i × %i, with 1, 2, 5 and 9 people, also for a moderator', async (width, height) => {
    const { page } = await browser.visit(at('?room=stage&connect=moderator&name=Ada+Lovelace'))
    await page.setViewportSize({ width, height })
    await connected(page)
    for (const [more, people] of [
      [0, 1],
      [1, 2],
      [3, 5],
      [4, 9],
    ] as const) {
      if (more > 0)
        await server.sandbox.participants.join({
          room: 'stage',
          name: `Grace Hopper ${people}`,
          count: more,
          publish: true,
        })
      await page
        .getByRole('figure')
        .nth(people - 1)
        .waitFor()
      await page.evaluate(() => scrollTo(0, 0))
      await expect.poll(() => findFaults(page), { timeout: 30_000 }).toEqual([])
    }
    await page.getByRole('button', { name: 'Details' }).click()
    await page
      .getByText(/^\d+ × \d+, \d+ fps$/)
      .first()
      .waitFor()
  })

  it('shows everybody who is muted', async () => {
    const ada = await browser.visit(at('?room=stage&connect=publisher&name=Ada'))
    const grace = await browser.visit(at('?room=stage&connect=publisher&name=Grace'))
    const alan = await browser.visit(at('?room=stage&connect=moderator&name=Alan'))
    const ofAda = (page: Page) => page.getByRole('figure', { name: /^Ada/ })
    await ofAda(alan.page).getByRole('button', { name: 'Mute', exact: true }).click()
    for (const { page } of [ada, grace, alan])
      await page.getByRole('figure', { name: /^Ada.*muted/ }).waitFor()
    await ada.page.getByRole('button', { name: 'Microphone', pressed: false }).waitFor()
  })

  it('shows initials where the camera is off', async () => {
    const ada = await browser.visit(at('?room=stage&connect=publisher&name=Ada+Lovelace'))
    const grace = await browser.visit(at('?room=stage&connect=publisher&name=Grace'))
    await ada.page.getByRole('button', { name: 'Camera' }).click()
    await grace.page
      .getByRole('figure', { name: /^Ada Lovelace.*camera off/ })
      .getByText('AL')
      .waitFor()
  })

  it('brings a panel into sight that is opened from the controls of a phone', async () => {
    const { page } = await browser.visit(at('?room=stage&connect=publisher&name=Ada'))
    await page.setViewportSize({ width: 390, height: 844 })
    await connected(page)
    await page.getByRole('button', { name: 'Add people' }).click()
    const heading = panel(page).getByRole('heading', { name: 'People' })
    await expect
      .poll(() => heading.evaluate((element) => element.getBoundingClientRect().top), { timeout: 30_000 })
      .toBeLessThan(844)
    await panel(page).and(page.locator(':focus')).waitFor()
  })
})

describe('the services of the platform', () => {
  it('records a session, plays what was recorded, and deletes it', async () => {
    const { page, faults } = await browser.visit(at('?room=recorded&panel=archives'))
    await panel(page).getByText('Nobody is in the session').waitFor()
    await server.sandbox.participants.join({ room: 'recorded', name: 'Ada', publish: true, count: 2 })
    await panel(page).getByLabel('Archive name').fill('Standup')
    await panel(page).getByRole('button', { name: 'Start an archive' }).click()
    const archive = panel(page).getByRole('group', { name: 'Standup' })
    await archive.getByText('started').waitFor()
    // The segments of a broadcast say how much of the call has passed: three of two seconds.
    await server.sandbox.broadcasts.start({ room: 'recorded' })
    await expect
      .poll(async () => (await server.sandbox.services.list()).broadcasts[0]?.hls?.status, {
        timeout: 60_000,
      })
      .toBe('live')
    await archive.getByRole('button', { name: 'Stop' }).click()
    await archive.getByText('available').waitFor()
    await archive.getByRole('button', { name: 'Play' }).click()
    const film = archive.locator('video')
    await expect
      .poll(() => film.evaluate((video: HTMLVideoElement) => video.currentTime), { timeout: 30_000 })
      .toBeGreaterThan(0.5)
    // It can be sought in.
    await film.evaluate((video: HTMLVideoElement) => {
      video.pause()
      video.currentTime = 1.5
    })
    await expect.poll(() => film.evaluate((video: HTMLVideoElement) => video.seeking)).toBe(false)
    expect(await film.evaluate((video: HTMLVideoElement) => [video.currentTime, video.videoWidth])).toEqual([
      1.5, 640,
    ])
    const download = page.waitForEvent('download')
    await archive.getByRole('button', { name: 'Download' }).click()
    expect((await download).suggestedFilename()).toBe('archive.mp4')
    await archive.getByRole('button', { name: 'Delete' }).click()
    await archive.waitFor({ state: 'detached' })
    expect(faults).toEqual([])
  })

  it('broadcasts a session, and shows it', async () => {
    const { page } = await browser.visit(at('?room=live&panel=broadcasts'))
    await server.sandbox.participants.join({ room: 'live', publish: true })
    await panel(page).getByRole('button', { name: 'Start a broadcast' }).click()
    await panel(page).getByText('HLS live').waitFor()
    await panel(page).getByRole('button', { name: 'Watch' }).click()
    const picture = panel(page).locator('video')
    await expect
      .poll(() => picture.evaluate((video: HTMLVideoElement) => video.currentTime), { timeout: 30_000 })
      .toBeGreaterThan(1)
    await panel(page).getByRole('button', { name: 'Stop' }).click()
    await panel(page).getByText('Nothing is live').waitFor()
  })

  it('says captions, and shows what becomes of callbacks', async () => {
    const { page } = await browser.visit(at('?room=said&panel=captions'))
    await server.sandbox.participants.join({ room: 'said', name: 'Ada', publish: { captions: true } })
    await panel(page).getByRole('button', { name: 'Turn captions on' }).click()
    await panel(page).getByLabel('What is said').fill('Good morning')
    await panel(page).getByRole('button', { name: 'Say it' }).click()
    await expect
      .poll(async () => (await server.sandbox.journal.find({ text: 'streamData' })).entries.length)
      .toBe(1)
    await panel(page).getByRole('button', { name: 'Turn off' }).click()
    await panel(page).getByText('No session has captions now').waitFor()

    await inspect(page, 'Callbacks')
    await panel(page).getByLabel('Address of your server').fill('https://example.com/hook')
    await panel(page).getByRole('button', { name: 'Send callbacks there' }).click()
    await panel(page).getByText('session monitoring: https://example.com/hook').waitFor()
    await server.sandbox.participants.join({ room: 'said', name: 'Bob' })
    const delivery = panel(page).getByRole('group', { name: 'connectionCreated' })
    await delivery.getByText('refused').waitFor()
    await delivery.getByRole('button', { name: 'Body' }).click()
    await delivery.getByText('"data": "name=Bob"').waitFor()
    await panel(page).getByRole('button', { name: 'Send no callbacks about session monitoring' }).click()
    await expect
      .poll(async () => (await server.sandbox.callbacks.list()).targets)
      .not.toHaveProperty('session')
  })
})
