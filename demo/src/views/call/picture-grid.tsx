import { useRef } from 'preact/hooks'
import { useStudio } from '../../model/studio.ts'
import { useSize } from '../parts/use-size.ts'
import { arrangePictures } from './arrange-pictures.ts'
import { Tile } from './tile.tsx'

/** The pictures of the call, as large as there is space for. */
export function PictureGrid({ showsDetails }: { showsDetails: boolean }) {
  const { call } = useStudio()
  const grid = useRef<HTMLDivElement>(null)
  const size = useSize(grid)
  const pictures = call.pictures.list.value
  const boxes = arrangePictures(pictures.length, pictures[0]?.isScreen ?? false, size.value)
  return (
    <div class="pictures" ref={grid}>
      {pictures.length === 0 && <p class="empty">Nobody shows a picture yet.</p>}
      {pictures.map((picture, i) => (
        <Tile key={picture.id} picture={picture} box={boxes[i]} showsDetails={showsDetails} />
      ))}
    </div>
  )
}
