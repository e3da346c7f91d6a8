import type { BilingualText } from '#kernel/bilingual-text.ts'

/** Codes in files that people open, in the words of the console. */
export const CHANNEL_WORDS: Readonly<Record<string, BilingualText>> = {
  web: { zh: '网站', en: 'Web' },
  app: { zh: 'App', en: 'App' },
  mini_program: { zh: '小程序', en: 'Mini program' },
  'mini-program': { zh: '小程序', en: 'Mini program' },
  miniprogram: { zh: '小程序', en: 'Mini program' },
  store: { zh: '门店', en: 'Store' },
  offline: { zh: '门店', en: 'Store' },
  phone: { zh: '电话', en: 'Phone' },
  wechat: { zh: '微信', en: 'WeChat' },
  sms: { zh: '短信', en: 'SMS' },
  email: { zh: '邮件', en: 'Email' },
  import: { zh: '文件导入', en: 'File' },
  server: { zh: '服务端', en: 'Server' },
  chat: { zh: '在线客服', en: 'Chat' },
  hotline: { zh: '客服热线', en: 'Hotline' },
}

export const IDENTIFIER_WORDS: Readonly<Record<string, BilingualText>> = {
  phone: { zh: '手机号', en: 'Phone' },
  email: { zh: '邮箱', en: 'Email' },
  member_number: { zh: '会员号', en: 'Member number' },
  user_id: { zh: '账号编号', en: 'Account ID' },
  custom_id: { zh: '自定义编号', en: 'Custom ID' },
  unionid: { zh: '微信 unionid', en: 'WeChat unionid' },
  openid: { zh: '微信 openid', en: 'WeChat openid' },
  wechat: { zh: '微信', en: 'WeChat' },
}
