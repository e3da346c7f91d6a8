import { CUSTOMER_ID_FIELDS, importField, type ImportField } from './import-field.ts'

/** Of the account, not of a person: the headings that customer fields would take as those of a person. */
const OF_COMPANY =
  '企业编号 企业id 公司编号 公司id 客户公司编号 组织编号 组织id 租户编号 租户id 单位编号 账户编号 accountid accountno accountnumber companyid organizationid organisationid orgid tenantid workspaceid groupid teamid accountkey'

/** The fields of accounts: a row says something of a company, and of one of its people where it names one. */
export const ACCOUNT_FIELDS: readonly ImportField[] = [
  importField('accountId', '企业编号', 'Account id', OF_COMPANY, true),
  importField(
    'accountName',
    '企业名称',
    'Name of the account',
    '企业名称 公司名称 单位名称 组织名称 租户名称 客户公司 公司 企业 accountname account companyname company organizationname organisation organization tenant workspace',
  ),
  ...CUSTOMER_ID_FIELDS.map((field) => ({
    ...field,
    headings: field.headings.filter((heading) => !OF_COMPANY.split(' ').includes(heading)),
  })),
  importField(
    'customerName',
    '姓名',
    'Name of the person',
    '姓名 联系人姓名 成员姓名 员工姓名 人员姓名 用户姓名 联系人 成员 contactname membername personname employeename fullname username contact member employee',
  ),
  importField('role', '角色', 'Role of the person', '角色 职务 职位 岗位 联系人角色 成员角色 role jobtitle position memberrole title'),
  importField(
    'memberSince',
    '加入时间',
    'Member since',
    '加入时间 加入日期 绑定时间 开通时间 入职时间 入职日期 membersince joinedat since joindate startdate startedat',
  ),
  importField(
    'memberUntil',
    '离开时间',
    'Member until',
    '离开时间 离开日期 解绑时间 停用时间 离职时间 离职日期 memberuntil leftat until enddate endedat',
  ),
  importField('saidAt', '更新时间', 'As of', '更新时间 更新日期 数据日期 统计日期 updatedat asof asofdate lastmodified modifiedat'),
]
