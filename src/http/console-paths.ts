/** The pages of the console, as its router writes them: only these addresses get its document. A test holds the two lists together. */
export const CONSOLE_PATHS: readonly string[] = [
  '/',
  '/login',
  '/setup',
  '/customers',
  '/customers/:id',
  '/customers/accounts',
  '/customers/accounts/:id',
  '/customers/segments',
  '/customers/groups',
  '/customers/groups/new',
  '/customers/groups/:id',
  '/customers/groups/:id/edit',
  '/customers/tags',
  '/customers/questionnaires',
  '/customers/clusters',
  '/predict/churn',
  '/predict/value',
  '/predict/demand',
  '/predict/recommendation',
  '/retain/strategies',
  '/retain/runs',
  '/retain/broadcasts',
  '/retain/broadcasts/:id',
  '/retain/contents',
  '/retain/contents/:id',
  '/retain/images',
  '/retain/pieces',
  '/retain/messages',
  '/retain/tasks',
  '/effect',
  '/effect/:runId',
  '/data/imports',
  '/data/quality',
  '/data/dictionary',
  '/data/calendar',
  '/data/series',
  '/data/quarantine',
  '/data/identity',
  '/data/plan',
  '/data/sources',
  '/data/sources/:sourceId',
  '/data/syncs',
  '/settings',
  '/settings/:tab',
]

const PATTERN = new RegExp(`^(?:${CONSOLE_PATHS.map((path) => path.replaceAll(/:\w+/g, '[^/]+')).join('|')})/?$`)

/** True for the path of an address (without its query) that a page of the console has. */
export function isConsolePath(path: string): boolean {
  return PATTERN.test(path)
}
