import { create, element } from './element.ts'

/** One participant's picture, with its name and what can be done to it. */
export interface Tile {
  /** Where the client puts its video. */
  video: HTMLElement
  /** Says something in place of the picture; empty to show the picture. */
  say(text: string): void
  remove(): void
}

/** The grid of pictures. */
export interface Tiles {
  add(name: string, actions?: { label: string; act: () => void }[]): Tile
  clear(): void
}

export function setupTiles(): Tiles {
  const grid = element('tiles', HTMLElement)
  const update = () => {
    grid.dataset.count = String(grid.childElementCount)
  }
  return {
    add(name, actions = []) {
      const video = create('div', 'video')
      const said = create('p', 'said')
      const bar = create('div', 'bar', create('span', 'name', name))
      for (const { label, act } of actions) {
        const button = create('button', 'small', label)
        button.setAttribute('type', 'button')
        button.addEventListener('click', act)
        bar.append(button)
      }
      const tile = create('div', 'tile', video, said, bar)
      grid.append(tile)
      update()
      return {
        video,
        say(text) {
          said.textContent = text
        },
        remove() {
          tile.remove()
          update()
        },
      }
    },
    clear() {
      grid.replaceChildren()
      update()
    },
  }
}
