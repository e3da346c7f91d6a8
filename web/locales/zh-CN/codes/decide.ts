export default {
  previewChange: {
    expired: '已超过一小时',
    scores: '流失概率已更新',
    profiles: '客户画像已更新',
    imports: '导入了新数据',
    runs: '有新的执行批次',
    strategies: '策略已修改或停用',
    channels: '渠道配置有变化',
    reach: '授权、联系方式或退订有变化',
    members: '企业成员有变化',
    effects: '有新的效果结果',
    other: '数据有变化',
  },
  runState: {
    running: '进行中',
    planned: '已规划',
    sending: '发送中',
    done: '已完成',
    failed: '失败',
    cancelled: '已取消',
    decided: '已匹配策略',
    queued: '排队中',
  },
  strategyState: {
    draft: '草稿',
    active: '启用',
    paused: '暂停',
    retired: '已停用',
  },
  arm: {
    treated: '触达组',
    control: '对照组',
  },
  skip: {
    cooldown: '冷却期内',
  },
  offer: {
    none: '无优惠',
    coupon: '优惠券',
    gift: '礼品',
    service: '服务',
  },
  templatePart: {
    subject: '主题',
    body: '正文',
  },
  templateLanguage: {
    zh: '中文',
    en: '英文',
  },
}
