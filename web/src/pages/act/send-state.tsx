import { useCode } from '../../components/codes.ts'
import { StateTag } from '../../components/tags.tsx'

/** How far one contact came. */
export function SendStateTag({ state }: { state: string }) {
  const code = useCode()
  const tone =
    state === 'delivered'
      ? 'accent'
      : state === 'failed'
        ? 'danger'
        : state === 'uncertain'
          ? 'warn'
          : state === 'suppressed'
            ? 'muted'
            : 'plain'
  return <StateTag tone={tone}>{code('sendState', state)}</StateTag>
}
