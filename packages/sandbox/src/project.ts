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

/** Which projects a sandbox knows: some besides its own, or any, without verifying. */
export type ProjectsOption = readonly Project[] | 'any'

/** A project as the sandbox sees it; without its secret, nothing that it signs can be verified. */
export interface KnownProject {
  apiKey: string
  apiSecret: string | undefined
}

/** The projects of a sandbox. */
export interface Projects {
  find(apiKey: string): KnownProject | undefined
}

/**
 * The development project and those given. With `'any'`, every API key is of some project, whose IDs and
 * tokens are read and believed.
 *
 * @param warn is told once, when something is first believed that could not be verified
 * @throws {TypeError} if a project has no API key of digits, or no secret
 */
export function createProjects(
  option: ProjectsOption = [],
  warn: (message: string) => void = () => {},
): Projects {
  const known = new Map<string, Project>()
  if (option !== 'any' && !Array.isArray(option)) throw new TypeError("projects: must be a list, or 'any'")
  for (const project of [DEVELOPMENT_PROJECT, ...(option === 'any' ? [] : option)]) {
    const apiKey = String(project?.apiKey ?? '')
    if (!/^\d+$/.test(apiKey))
      throw new TypeError("projects: a project's apiKey must be digits, such as 123456")
    if (typeof project.apiSecret !== 'string' || project.apiSecret === '') {
      throw new TypeError(`projects: the project ${apiKey} needs an apiSecret`)
    }
    known.set(apiKey, { apiKey, apiSecret: project.apiSecret })
  }
  let warned = false
  return {
    find(apiKey) {
      const project = known.get(apiKey)
      if (project || option !== 'any') return project
      if (!warned)
        warn(`projects: 'any': what is signed for the API key ${apiKey} is believed, and not verified`)
      warned = true
      return { apiKey, apiSecret: undefined }
    },
  }
}
