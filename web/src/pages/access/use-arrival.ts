import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { Session } from '#http/access/access-schemas.ts'
import { setCsrfToken } from '../../api/client.ts'
import { endpoints } from '../../api/endpoints.ts'

/** Takes over a new session, so that the first page does not have to ask for it again. */
export function useArrival(): (session: Session) => void {
  const client = useQueryClient()
  return useCallback(
    (session) => {
      const me = endpoints.me()
      setCsrfToken(session.csrfToken)
      client.setQueryData([me.path, me.params], session)
    },
    [client],
  )
}
