/** Problems of contents, images and content pieces. */
export default {
  'content-not-found': '没有这个消息内容。',
  'content-changed': '这个消息内容刚被他人保存过，请重新加载后再修改。',
  'content-archived': '这个消息内容已停用，请先重新启用再修改。',
  'content-wrong': '消息内容的「{{place}}」不符合要求，应为：{{expected}}。',
  'mjml-wrong': '{{part}}（{{language}}）的 MJML 无法编译：{{why}}。',
  'content-no-form': '这个消息内容没有该渠道的版式。',
  'content-not-made': '消息无法生成：{{detail}}。',
}
