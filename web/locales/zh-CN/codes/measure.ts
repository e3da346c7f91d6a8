export default {
  verdict: {
    works: '有效',
    does_not_work: '未见效果',
    harms: '有负面影响',
    not_enough_data: '数据不足',
    not_yet: '暂无结论',
  },
}
