/** Problems of contents, images and content pieces. */
export default {
  'content-not-found': 'There is no such content.',
  'content-changed': 'Somebody saved this content meanwhile. Load it again and repeat your change.',
  'content-archived': 'This content is put away. Take it out again before you change it.',
  'content-wrong': '“{{place}}” of the content must be {{expected}}.',
  'mjml-wrong': 'The MJML of {{part}} ({{language}}) can’t be compiled: {{why}}.',
  'content-no-form': 'The content has no form for this channel.',
  'content-not-made': 'The message can’t be made: {{detail}}.',
}
