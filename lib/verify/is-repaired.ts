/** Exports of up to this many images are searched for false fields unless someone decides otherwise. */
const repairedByDefault = 1000

/** Whether an export is searched for false fields: as asked, else by how many images it has. */
export const isRepaired = (asked: boolean | undefined, images: number): boolean =>
  asked ?? images <= repairedByDefault
