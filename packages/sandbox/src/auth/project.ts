/** An OpenTok project: the pair of key and secret that a server library is made with. */
export interface Project {
  apiKey: string
  apiSecret: string
}

/** A Vonage application, as the unified API has it: the sandbox verifies its signatures with its public key. */
export interface VonageApplication {
  /** A UUID. */
  applicationId: string
  /** In PEM form: `-----BEGIN PUBLIC KEY-----` and what follows. */
  publicKey: string
}

/** The project that every sandbox knows. Its secret protects nothing, so it may be printed and committed. */
export const DEVELOPMENT_PROJECT: Project = {
  apiKey: '123456',
  apiSecret: '1234567890abcdef1234567890abcdef12345678',
}

/** The projects that a sandbox knows besides the development project; or any, without verifying. */
export type ProjectsOption = readonly (Project | VonageApplication)[] | 'any'

/** A project or an application as the sandbox sees it. */
export interface KnownProject {
  /** The API key, or the application's ID. */
  id: string
  /** What its signatures are verified with; `undefined` where they are not verified. */
  key: { kind: 'secret'; secret: string } | { kind: 'public'; pem: string } | undefined
  name: string
  /** A suspended one is refused. */
  status: ProjectStatus
  /** Milliseconds since the epoch. */
  createdAt: number
}

/** Whether a project can be used. */
export type ProjectStatus = 'ACTIVE' | 'SUSPENDED'

/** What a project is called, and since when there is one. */
export interface ProjectDetails {
  name: string
  createdAt: number
}

/** The projects of a sandbox. */
export interface Projects {
  find(id: string): KnownProject | undefined
  /** The project of rooms: the first that was given and has a secret, or else the development project. */
  readonly home: Project
  /** The secrets of all of them. */
  readonly secrets: readonly string[]
  /** Those that were given, without the development project. */
  readonly added: readonly KnownProject[]
  /**
   * Adds a project, or replaces the one of the same key.
   *
   * @throws {TypeError} naming what is wrong with it
   */
  add(project: Project | VonageApplication): void
  /** All that are known, in their order. */
  list(): KnownProject[]
  /** Adds one that the administration made. */
  create(project: Project, details: ProjectDetails): void
  setStatus(id: string, status: ProjectStatus): void
  /** Gives a project another secret. */
  setSecret(id: string, secret: string): void
  remove(id: string): void
  /** Goes back to the projects that the sandbox was made with. */
  reset(): void
}

const API_KEY = /^\d{1,20}$/
const APPLICATION_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Whether a project's ID is that of a Vonage application. */
export function isApplicationId(id: string): boolean {
  return APPLICATION_ID.test(id)
}

/** Whether a text has the form of an API key or of an application's ID. */
export function isProjectId(text: string): boolean {
  return API_KEY.test(text) || APPLICATION_ID.test(text)
}

/**
 * The development project and those given. With `'any'`, every API key belongs to a project whose session IDs and tokens
 * are accepted without verifying them.
 *
 * @param warn is called once, when something is first accepted without verifying it
 * @param createdAt since when they count as there, in milliseconds since the epoch
 * @throws {TypeError} naming what is wrong with a project
 */
export function createProjects(
  option: ProjectsOption = [],
  warn: (message: string) => void = () => {},
  createdAt = 0,
): Projects {
  const details = { name: '', status: 'ACTIVE', createdAt } as const
  if (option !== 'any' && !Array.isArray(option)) throw new TypeError("projects: must be a list, or 'any'")
  const given = option === 'any' ? [] : option
  let warned = false
  let known = readProjects(given, details)
  let secrets = listSecrets(known)
  const change = (id: string, news: Partial<KnownProject>) => {
    const former = known.get(id)
    if (former) known.set(id, { ...former, ...news })
    secrets = listSecrets(known)
  }
  const own = given.filter((project): project is Project => 'apiKey' in project)
  return {
    home: own[0] ?? DEVELOPMENT_PROJECT,
    get secrets() {
      return secrets
    },
    get added() {
      return [...known.values()].filter(({ id }) => id !== DEVELOPMENT_PROJECT.apiKey)
    },
    find(id) {
      const project = known.get(id)
      if (project || option !== 'any' || !isProjectId(id)) return project
      if (!warned)
        warn(`projects: 'any': what is signed for the API key ${id} is accepted without verifying it`)
      warned = true
      return { id, key: undefined, ...details }
    },
    list: () => [...known.values()],
    create(project, own) {
      known.set(project.apiKey, { ...readProject(project, details), ...own })
      secrets = listSecrets(known)
    },
    setStatus(id, status) {
      change(id, { status })
    },
    setSecret(id, secret) {
      change(id, { key: { kind: 'secret', secret } })
    },
    remove(id) {
      known.delete(id)
      secrets = listSecrets(known)
    },
    add(project) {
      addProject(known, project, details, (former) => former.id !== DEVELOPMENT_PROJECT.apiKey)
      secrets = listSecrets(known)
    },
    reset() {
      known = readProjects(given, details)
      secrets = listSecrets(known)
    },
  }
}

type Details = Pick<KnownProject, 'name' | 'status' | 'createdAt'>

function readProjects(
  given: readonly (Project | VonageApplication)[],
  details: Details,
): Map<string, KnownProject> {
  const known = new Map<string, KnownProject>()
  for (const project of [DEVELOPMENT_PROJECT, ...given]) addProject(known, project, details, () => false)
  return known
}

/** @param mayReplace whether a project may get another secret */
function addProject(
  known: Map<string, KnownProject>,
  given: Partial<Project & VonageApplication>,
  details: Details,
  mayReplace: (former: KnownProject) => boolean,
): void {
  const project =
    'applicationId' in Object(given) ? readApplication(given, details) : readProject(given, details)
  const former = known.get(project.id)
  const differs =
    former?.key?.kind === 'secret' &&
    project.key?.kind === 'secret' &&
    former.key.secret !== project.key.secret
  if (former && differs && !mayReplace(former)) {
    throw new TypeError(`projects: ${project.id} is given twice, or is the development project's own key`)
  }
  known.set(project.id, project)
}

function listSecrets(known: ReadonlyMap<string, KnownProject>): string[] {
  return [...known.values()].flatMap(({ key }) => (key?.kind === 'secret' ? [key.secret] : []))
}

function readProject(given: Partial<Project>, details: Details): KnownProject {
  const id = String(given?.apiKey ?? '')
  if (!API_KEY.test(id)) throw new TypeError("projects: a project's apiKey must be digits, such as 123456")
  const { apiSecret } = given
  if (typeof apiSecret !== 'string' || apiSecret === '') {
    throw new TypeError(`projects: the project ${id} needs an apiSecret`)
  }
  return { id, key: { kind: 'secret', secret: apiSecret }, ...details }
}

function readApplication(
  { applicationId, publicKey }: Partial<VonageApplication>,
  details: Details,
): KnownProject {
  const id = String(applicationId)
  if (!APPLICATION_ID.test(id)) throw new TypeError('projects: an applicationId must be a UUID')
  if (typeof publicKey !== 'string' || !publicKey.includes('-----BEGIN PUBLIC KEY-----')) {
    throw new TypeError(
      `projects: the application ${id} needs a publicKey in PEM form, which begins with -----BEGIN PUBLIC KEY-----`,
    )
  }
  return { id, key: { kind: 'public', pem: publicKey }, ...details }
}
