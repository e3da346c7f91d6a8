/** Problems of the rules of tasks, beside problems.ts. */
export default {
  'task-rules-wrong': '规则无法使用，请检查 {{field}}。',
  'task-rules-wrong_owner': '规则中有人不能处理任务（{{field}}），请另选一人。',
  'task-rules-wrong_values': '有一条规则没有取值（{{field}}）。',
  'task-rules-wrong_attribute': '有一条规则没有属性（{{field}}）。',
  'task-rules-wrong_code': '结果代码为 2–40 位小写字母、数字和下划线，以字母开头（{{field}}）。',
  'task-rules-wrong_code_twice': '两个结果的代码相同（{{field}}）。',
  'task-rules-wrong_label': '结果需要同时填写中文和英文名称（{{field}}）。',
  'task-outcome-unknown': '该结果不存在或已停用，请选择其他结果。',
}
