import ofOffers from './offer-problems.ts'

/** Problems of contents, offers, images and content pieces. */
export default {
  ...ofOffers,
  'content-not-found': 'There is no such content.',
  'content-changed': 'Somebody saved this content meanwhile. Load it again and repeat your change.',
  'content-archived': 'This content is put away. Take it out again before you change it.',
  'content-wrong': '“{{place}}” of the content must be {{expected}}.',
  'image-not-found': 'There is no such image.',
  'image-too-large': 'An image may have {{megabytes}} MB. Save it smaller, or as JPEG.',
  'image-is-svg': 'SVG can’t be used: it can carry programs, and most programs for mail don’t show it. Save it as PNG.',
  'image-unknown':
    'The file is no PNG, JPEG, GIF or WebP by its bytes ({{found}}). Save it as one of them; another name doesn’t change what it is.',
  'image-broken': 'The {{type}} file is damaged or cut off. Save or download it again.',
  'image-too-many-pixels':
    'The image has {{width}} × {{height}} pixels. At most {{side}} on a side and {{millions}} million in all are taken; a width of 1,200 is enough for any mail.',
  'image-too-many-frames': 'The image moves through {{frames}} frames, and at most {{most}} are taken. Make it shorter.',
  'image-unnamed': 'An image needs a name: the team finds it by that.',
  'image-alt-long': 'Say what the image shows in at most {{most}} characters.',
  'image-in-use': 'Customers get this image: {{where}}. Publish these contents without it, or put them away, before you remove it.',
  'images-full': 'A project keeps at most {{images}} images and {{megabytes}} MB of them. Remove some that no content uses.',
  'piece-not-found': 'There is no such content piece.',
  'piece-changed': 'Somebody saved this content piece meanwhile. Load it again and repeat your change.',
  'piece-archived': 'This content piece is put away. Take it out again before you change it.',
  'piece-name-taken': 'Another content piece has this name, maybe one that was put away. Choose another name.',
  'piece-wrong': '“{{place}}” of the content piece must be {{expected}}.',
  'piece-tag-wrong': '“{{place}}” of the tag must be {{expected}}.',
  'piece-tag-in-use': 'There is no such tag, or content pieces have it, also ones that were put away. Take it off them first.',
  'mjml-wrong': 'The MJML of {{part}} ({{language}}) can’t be compiled: {{why}}.',
  'content-no-form': 'The content has no form for this channel.',
  'content-variant-lost':
    'Nobody would get these variants, since their segment is gone, archived or broken: {{variants}}. Choose other segments, or delete them.',
  'content-no-variant': 'The content has no variant “{{variant}}” for this channel.',
  'content-not-made': 'The message can’t be made: {{detail}}.',
  'test-account-channel': 'This account writes to the team. Choose one that writes to customers.',
  'test-copied-data': 'This data is a copy and sends nothing. Confirm first that no other server sends from it.',
  'test-address-refused': 'This address has refused messages on this channel. Enter another one, or lift the suppression.',
  'test-day-full': 'This account has sent the {{limit}} messages of its day. Use another account, or wait until tomorrow.',
}
