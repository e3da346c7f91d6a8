import { useEffect, useState } from 'react'

/** The value once it has not changed for some milliseconds: what is typed is asked for only when the typing pauses. */
export function useDebounced<T>(value: T, milliseconds = 350): T {
  const [calm, setCalm] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setCalm(value), milliseconds)
    return () => clearTimeout(timer)
  }, [value, milliseconds])
  return calm
}
