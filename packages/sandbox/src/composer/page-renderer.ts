import type { Resolution } from '../composition/composition.ts'

/** What an Experience Composer has to show. */
export interface RenderPlan {
  renderId: string
  /** The stream that its picture is to become. */
  streamId: string
  url: string
  resolution: Resolution
}

/** A page that is open, and whose picture and sound can be published. */
export interface RenderedPage {
  close(): void
}

/** Opens pages and captures them. The sandbox itself has no browser: without a renderer, an Experience Composer fails. */
export interface PageRenderer {
  /**
   * @param onEnd is called if the page ends by itself
   * @throws {Error} with the reason why the page could not be opened
   */
  open(plan: RenderPlan, onEnd: (reason: string) => void): Promise<RenderedPage>
  close(): void
}
