import type { Form } from '../manifest/form.ts'

/** How likely a form is, by the ids of forms in their order: 0 is the likeliest. */
export const rankBy = (order: readonly string[]): ((form: Form) => number) => {
  const ranks = new Map(order.map((id, rank) => [id, rank]))
  return ({ id }) => ranks.get(id) ?? order.length
}
