/** The server is really away: its port is closed, the relay with it. */

import { expect } from 'playwright/test'
import { expectAccessible } from './support/accessible.ts'
import { isKept } from './support/kept.ts'
import { test } from './support/story.ts'

test('without the server the page opens, is read and written, and what was written arrives when it is back', async ({
  stage,
}) => {
  const alice = await stage.arrives('Alice')
  await alice.createsCommunity('Garden club')
  await isKept(alice)
  const bob = await stage.arrives('Bob')
  await bob.joins(await alice.invites())
  await isKept(bob)
  await alice.says('before the storm')
  await bob.reads('before the storm')

  await alice.leaves()
  await bob.leaves()
  await stage.server.stop()
  await expect(fetch(stage.server.url)).rejects.toThrow()

  await alice.returns()
  await alice.readsExactly('before the storm')
  await alice.says('during the storm')
  await alice.seesMark('during the storm', 'on this device only')
  await expect(alice.page.getByTestId('connection-pill')).not.toHaveAttribute('data-state', 'connected')
  await alice.page.reload()
  await alice.readsExactly('before the storm', 'during the storm')
  await bob.returns()
  await bob.readsExactly('before the storm')
  await bob.says('no light here')
  await expectAccessible(bob.page)

  await stage.server.start()
  await alice.reads('no light here')
  await bob.reads('during the storm')
  await alice.isConnectedTo(1)
  await alice.seesMark('during the storm', 'on the other device')
  await bob.seesMark('no light here', 'on the other device')
})
