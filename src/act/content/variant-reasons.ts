/** How the content itself is asked for where a variant can be named. */
export const BASE = 'base'

/** `taken`: this one. `earlier`: one before it is taken. Otherwise what the customer does not meet, or that the variant is for nobody. */
export const VARIANT_REASONS = ['taken', 'earlier', 'not_in_segment', 'other_language', 'for_nobody', 'segment_gone'] as const
export type VariantReason = (typeof VARIANT_REASONS)[number]
