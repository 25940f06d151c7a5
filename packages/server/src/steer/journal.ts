import type { JournalEntry, JournalKind, JournalQuery } from '@opentok-sandbox/sandbox'
import type { Command } from 'commander'
import { connectSandbox } from '../connect.ts'
import { readWholeNumber } from '../flags.ts'
import { followJournal } from './follow-journal.ts'
import { formatEntry } from './format.ts'
import { print, type SteeringFlags, steering } from './steering.ts'

interface JournalFlags extends SteeringFlags {
  follow?: boolean
  kind?: JournalKind
  session?: string
  connection?: string
  text?: string
  status?: number
  after?: number
  limit?: number
  format?: 'har' | 'ndjson'
  normalized?: boolean
}

/** Adds `journal`. */
export function addJournal(program: Command): void {
  steering(program, 'journal', 'show what has happened: requests, frames, events, refusals, faults, commands')
    .option('-f, --follow', 'go on, and show what happens, until Ctrl+C')
    .option('--kind <kind>', 'request, refusal, frame, event, fault or command')
    .option('--session <id>', 'of one session')
    .option(
      '--connection <client>',
      'of one client: its connection ID or its data; * stands for any characters',
    )
    .option('--text <text>', 'with this in its line')
    .option('--status <number>', 'with this status', readWholeNumber)
    .option('--after <number>', 'after the entry with this number', readWholeNumber)
    .option('--limit <number>', 'at most so many', readWholeNumber)
    .option('--format <format>', 'export all of it: har, for the network panel of a browser, or ndjson')
    .option('--normalized', 'with --format: without IDs and times, so that equal runs give equal exports')
    .addHelpText('after', JOURNAL_EXAMPLES)
    .action(async ({ url, json, follow, format, normalized, ...query }: JournalFlags) => {
      const sandbox = connectSandbox(url)
      if (format) {
        process.stdout.write(await sandbox.journal.export(format, { normalized }))
        return
      }
      const show = (entry: JournalEntry) => print(json ? JSON.stringify(entry) : formatEntry(entry))
      if (follow) return followJournal(sandbox, query, show)
      const { entries } = await sandbox.journal.find(query satisfies JournalQuery)
      for (const entry of entries) show(entry)
    })
}

const JOURNAL_EXAMPLES = `
Examples:
  $ opentok-sandbox journal --follow
  $ opentok-sandbox journal --kind refusal             why something was refused
  $ opentok-sandbox journal --connection 'name=Ada'    what a client sent and got
  $ opentok-sandbox journal --format har > call.har    for the network panel of a browser`
