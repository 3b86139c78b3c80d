/** Whether a process of this machine has that number. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Another user's may not be asked.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
