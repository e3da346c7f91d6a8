/** Whether PostgreSQL refused a statement for this constraint: a unique key, or a foreign key to a row that went at the same moment. */
export function breaksConstraint(error: unknown, constraint: string): boolean {
  return error instanceof Error && 'constraint' in error && error.constraint === constraint
}
