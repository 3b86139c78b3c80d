/** Sends a message to an SNS topic; the SDK is loaded only when there is something to say. */
export const publish = async (topic: string, subject: string, message: string): Promise<void> => {
  const { sendMessage } = await import('./sns-client.ts')
  await sendMessage(topic, subject, message)
}
