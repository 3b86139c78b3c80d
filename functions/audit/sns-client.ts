import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'

/** One module that imports the SDK, so that who imports it lazily pays for it only when it is used. */
export const sendMessage = async (topic: string, subject: string, message: string): Promise<void> => {
  const client = new SNSClient({})
  try {
    await client.send(new PublishCommand({ TopicArn: topic, Subject: subject, Message: message }))
  } finally {
    client.destroy()
  }
}
