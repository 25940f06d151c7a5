/** An OpenTok project: the pair of key and secret that a server library is made with. */
export interface Project {
  apiKey: string
  apiSecret: string
}

/** The project that every sandbox knows. Its secret protects nothing, so it may be printed and committed. */
export const DEVELOPMENT_PROJECT: Project = {
  apiKey: '123456',
  apiSecret: '1234567890abcdef1234567890abcdef12345678',
}

/** The projects of a sandbox, by API key. */
export type Projects = ReadonlyMap<string, Project>

/**
 * The development project and those given.
 *
 * @throws {TypeError} if one has no API key of digits, or no secret
 */
export function createProjects(given: readonly Project[] = []): Projects {
  const projects = new Map<string, Project>()
  for (const project of [DEVELOPMENT_PROJECT, ...given]) {
    const apiKey = String(project?.apiKey ?? '')
    if (!/^\d+$/.test(apiKey))
      throw new TypeError("projects: a project's apiKey must be digits, such as 123456")
    if (typeof project.apiSecret !== 'string' || project.apiSecret === '') {
      throw new TypeError(`projects: the project ${apiKey} needs an apiSecret`)
    }
    projects.set(apiKey, { apiKey, apiSecret: project.apiSecret })
  }
  return projects
}
