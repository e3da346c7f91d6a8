/** What stands between a customer and a marketing message on one channel, the most lasting first. */
export const OUTLOOK_REASONS = [
  'not_a_customer',
  'channel_not_ready',
  'do_not_contact',
  'unsubscribe',
  'complaint',
  'hard_bounce',
  'staff',
  'list',
  'suppressed',
  'pause',
  'consent_refused',
  'consent_never_asked',
  'no_address',
  'global_control',
  'held_out_contact',
  'zone_invalid',
  'other_offer',
  'cap_week',
  'cap_day',
  'quiet_hours',
] as const
export type OutlookReason = (typeof OUTLOOK_REASONS)[number]
