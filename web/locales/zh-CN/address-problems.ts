/** 微信与推送地址的问题。 */
export default {
  'address-wrong': '这个地址无法使用。请与它所属的应用核对。',
  'address-account-unknown': '该渠道账号不存在，或不支持这类地址。请选择其他账号。',
  'address-not-found': '这个地址已不再使用。请刷新页面。',
  'mini-program-unknown': '小程序 {{appId}} 尚未设置。请在“渠道”中添加。',
  'login-code-refused': '微信不认识这个登录凭证。每个凭证只能用一次，五分钟内有效。',
  'login-without-source': '请使用该小程序上报数据的数据源写入密钥。',
  'provider-not-reached': '暂时无法连接服务商，请稍后重试。',
  'push-subscription-wrong': '推送订阅不完整。请提交 PushSubscription.toJSON() 的内容，并带上 userId 或 anonymousId。',
}
