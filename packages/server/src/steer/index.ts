import type { Command } from 'commander'
import { addClock } from './clock.ts'
import { addFaults } from './faults.ts'
import { addJournal } from './journal.ts'
import { addNetwork } from './network.ts'
import { addParticipants } from './participants.ts'
import { addSessions } from './sessions.ts'
import { addState } from './state.ts'

/** Adds the commands that look into a running sandbox, and steer it. */
export function addSteeringCommands(program: Command): void {
  addJournal(program)
  addFaults(program)
  addClock(program)
  addParticipants(program)
  addNetwork(program)
  addSessions(program)
  addState(program)
}
