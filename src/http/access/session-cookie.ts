const NAME = 'liuke_session'

/** The session cookie: not for scripts, not for other sites, and over TLS only where the server is reached that way. */
export function sessionCookie(token: string, options: { readonly secure: boolean; readonly maxAgeSeconds: number }): string {
  const name = cookieName(options.secure)
  return `${name}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${options.maxAgeSeconds}${options.secure ? '; Secure' : ''}`
}

export function endedSessionCookie(secure: boolean): string {
  return sessionCookie('', { secure, maxAgeSeconds: 0 })
}

/** The token in a Cookie header, or null. */
export function tokenFromCookies(header: string | undefined, secure: boolean): string | null {
  const prefix = `${cookieName(secure)}=`
  for (const part of (header ?? '').split(';')) {
    const text = part.trim()
    if (text.startsWith(prefix) && text.length > prefix.length) return text.slice(prefix.length)
  }
  return null
}

/** With TLS the browser itself refuses this name from any other host or path. */
function cookieName(secure: boolean): string {
  return secure ? `__Host-${NAME}` : NAME
}
