/** Problems of contents, images and content pieces. */
export default {
  'content-not-found': 'There is no such content.',
  'content-changed': 'Somebody saved this content meanwhile. Load it again and repeat your change.',
  'content-archived': 'This content is put away. Take it out again before you change it.',
  'content-wrong': '“{{place}}” of the content must be {{expected}}.',
  'mjml-wrong': 'The MJML of {{part}} ({{language}}) can’t be compiled: {{why}}.',
  'content-no-form': 'The content has no form for this channel.',
  'content-not-made': 'The message can’t be made: {{detail}}.',
  'test-account-channel': 'This account writes to the team. Choose one that writes to customers.',
  'test-copied-data': 'This data is a copy and sends nothing. Confirm first that no other server sends from it.',
  'test-address-refused': 'This address has refused messages on this channel. Enter another one, or lift the suppression.',
  'test-day-full': 'This account has sent the {{limit}} messages of its day. Use another account, or wait until tomorrow.',
}
