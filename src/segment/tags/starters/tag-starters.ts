import { EDUCATION, FINANCE, SAAS, TELECOM } from './contract-tags.ts'
import { RETAIL } from './retail-tags.ts'
import type { TagStarter } from './tag-starter.ts'

/** Sets of tags to begin with, by trade. */
export const TAG_STARTERS: readonly TagStarter[] = [RETAIL, SAAS, FINANCE, TELECOM, EDUCATION]
