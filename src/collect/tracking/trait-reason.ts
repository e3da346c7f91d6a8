/** Why a trait of an identify call is no value of an attribute. The event is stored all the same. */
export const TRAIT_REASONS = [
  /** It is an object or a list. */
  'attribute_nested',
  /** Nothing of its name can be a name, something personal is in it, or another trait of the call has the same. */
  'attribute_name',
  'attribute_long',
  /** It cannot be read as what the attribute is. */
  'attribute_type',
  /** It is personal, and the attribute is not. */
  'attribute_personal',
  /** Traits made as many attributes as they may. */
  'attribute_full',
  /** Somebody deleted the attribute. */
  'attribute_removed',
] as const
export type TraitReason = (typeof TRAIT_REASONS)[number]
