import { useStudio } from '../model/studio.ts'
import { Banner } from './banner.tsx'
import { Stage } from './call/stage.tsx'
import { Header } from './header.tsx'
import { Inspector } from './inspector/inspector.tsx'
import { AnotherSession } from './session/another-session.tsx'
import { LiveSessions } from './session/live-sessions.tsx'
import { RecentSessionList } from './session/recent-session-list.tsx'
import { SessionCard } from './session/session-card.tsx'
import { ChatBox } from './side/chat-box.tsx'
import { ConnectionList } from './side/connection-list.tsx'
import { EventLog } from './side/event-log.tsx'
import { OwnIdentity } from './side/own-identity.tsx'

/** The page: the call, the session beside it, and the inspector below it. */
export function StudioView() {
  const { session, sandbox } = useStudio()
  const hasSession = session.shown.value !== undefined
  return (
    <>
      <Header />
      <div class="studio">
        <main class="stage-area">
          <Banner />
          <Stage />
        </main>
        <aside class="side" aria-label="Session">
          <SessionCard />
          {hasSession && <OwnIdentity />}
          {hasSession && <ConnectionList />}
          {hasSession && <ChatBox />}
          {hasSession && <EventLog />}
          {hasSession && <AnotherSession />}
          {sandbox.value && <LiveSessions />}
          <RecentSessionList />
        </aside>
        <Inspector />
      </div>
    </>
  )
}
