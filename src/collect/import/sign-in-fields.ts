import { CHANNEL, CUSTOMER_ID_FIELDS, CUSTOMER_NAME, importField, type ImportField } from './import-field.ts'

/** The fields of a list of people who signed in at an offline activity. */
export const SIGN_IN_FIELDS: readonly ImportField[] = [
  importField(
    'activity',
    '活动',
    'Activity',
    '活动名称 活动主题 活动 场次名称 场次 沙龙 讲座 课程名称 会议名称 会议 展会 activityname activity eventname eventtitle event session workshop seminar meetup webinar class',
    true,
  ),
  importField(
    'signedInAt',
    '签到时间',
    'Signed in at',
    '签到时间 签到日期 签到时刻 到场时间 到场日期 参加时间 参加日期 出席时间 入场时间 活动时间 活动日期 日期 时间 signedinat signinat signintime signindate checkinat checkintime checkindate checkedinat checkin attendedat attendancedate arrivedat eventdate date time timestamp datetime',
    true,
  ),
  ...CUSTOMER_ID_FIELDS,
  CUSTOMER_NAME,
  importField('storeId', '门店', 'Store', '门店编号 门店 门店名称 店铺编号 店铺 store storeid storename storecode shop branch outlet'),
  importField('venue', '地点', 'Venue', '地点 活动地点 场地 会场 签到地点 venue location place room hall'),
  CHANNEL,
]
