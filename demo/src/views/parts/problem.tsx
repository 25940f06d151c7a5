/** Says what went wrong; nothing where nothing did. */
export function Problem({ text }: { text: string }) {
  return (
    <p class="error" role="alert">
      {text}
    </p>
  )
}
