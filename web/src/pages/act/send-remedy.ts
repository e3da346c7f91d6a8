/**
 * What can be done about the reason of a message. account: mend the channel account; template, content: mend what it says; offer: mend what it gives; address: the customer needs another address;
 * own: the customer's own will, nothing; later: it is tried again, or would be; rules: the rules of the project held it back; zone: the customer's time zone is none; look: ask the provider.
 */
export type SendRemedy =
  | 'account'
  | 'template'
  | 'content'
  | 'offer'
  | 'address'
  | 'own'
  | 'later'
  | 'rules'
  | 'zone'
  | 'set_up'
  | 'source'
  | 'follow'
  | 'settle'
  | 'look'

const CODES: Readonly<Record<Exclude<SendRemedy, 'look'>, string>> = {
  account: `secret_wrong not_permitted no_balance account_suspended account_unknown account_on_trial app_off key_unknown key_off clock_wrong nonce_used
    callback_address_refused product_not_opened app_key_wrong app_id_wrong corp_id_wrong push_certificate_wrong push_keys_refused project_unknown name_not_found
    certificate_wrong address_not_allowed account_halted chosen_account_off country_not_enabled sender_not_registered sender_unusable mail_policy smtp_connection smtp
    home_number_not_supported signature_unknown signature_not_approved signature_blocked monthly_quota`,
  template: `template_missing template_unknown template_value_refused template_not_approved template_not_for_country template_value_missing
    signature_not_for_template page_unknown link_in_value keyword_missing extend_code_taken`,
  offer: `offer_missing offer_not_live offer_ended offer_out_of_stock offer_limit offer_not_for_customer offer_audience_refused offer_no_code`,
  content: `message_refused message_not_made no_piece content_missing no_form too_long words_refused text_missing refusal_text_missing mail_content mail_too_large
    wrong_channel kind_not_supported parameters_refused`,
  address: `no_address no-address address_changed bad_address hard_bounce bounced number_wrong number_unknown number_not_on_service not_mobile landline
    number_not_supported country_not_supported device_unregistered device_token_wrong device_of_other_app device_of_other_project openid_unknown mailbox_full
    number_out_of_credit other_account`,
  own: `no_consent no-consent unsubscribe unsubscribed complained paused do_not_contact suppressed opted_out refused_by_person blocked_by_person number_blocked
    blocked_by_account`,
  later: `not_reached connection_refused connection_lost timeout no_answer gateway_error provider_busy provider_error provider_timeout system_failed too_fast
    in_turn at_its_time broadcast_paused overdue_held daily_quota number_limit number_not_reachable phone_error queue_full hours_closed carrier_closed carrier_error mail_not_reached mail_system domain_slow
    window_used_up day_used_up failed_here on_its_way not_sent channel_failed`,
  rules: `series_recent cap_day cap_week quiet_hours transactional_limit global_control held_out_contact held_out other_offer cooldown expired overdue not_judged`,
  zone: 'zone_invalid',
  set_up: 'channel_not_ready channel_not_set_up no_webhook_endpoint',
  source: 'stopped journey_left journey_ended strategy_missing not_a_customer cancelled',
  follow: 'window_closed not_subscribed not_following',
  settle: 'sender_lost connection_lost_after_data',
}

const REMEDIES: ReadonlyMap<string, SendRemedy> = new Map(
  Object.entries(CODES).flatMap(([remedy, codes]) => codes.split(/\s+/u).map((code) => [code, remedy as SendRemedy])),
)

/** Null: there is no reason, or nothing is to be done. A code that nobody knows is the provider's own. */
export function remedyOf(reason: string): SendRemedy | null {
  if (reason === '' || reason === 'resolved_by_operator' || reason === 'auto_reply') return null
  // hard_bounce_550: the code and the answer of the mail server.
  return REMEDIES.get(reason) ?? REMEDIES.get(reason.replace(/[_-]\d+$/u, '')) ?? 'look'
}
