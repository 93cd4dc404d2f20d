/** The text that lies beside the sample's log files. */

export const README = `Harborline: a sample case
=========================

Invented CloudTrail logs of an invented company, two weeks from 2026-03-02 to
2026-03-15 UTC. Account numbers and keys are the kind that AWS uses in its
documentation, addresses are from the ranges reserved for documentation.

  111122223333  build    management account and build system
  444455556666  prod     applications and payroll exports
  777788889999  archive  backups and logs

AWSLogs/<account>/ holds what each account's own trail delivered.
AWSLogs/o-exampleorgid/<account>/ holds what the organization's trail delivered:
writes of management events, and all data events of the payroll bucket. So many
events lie here twice, in differently named files.

CloudTrail-Digest/ holds the hourly digests, signed lists of the log files, as
far as somebody has fetched them: for the home regions of the build and the
production account all of both weeks, for that of the archive account those of 11
to 13 March, and none for other regions and for the organization's trail. As in
any plain copy of a bucket their own signatures are lost: each digest is proven
by the one after it. public-keys.json is in the form that
"aws cloudtrail list-public-keys" prints. The trails are invented, and so is
their key: whoever made this sample has signed, not AWS.

The story in four sentences
---------------------------
On the evening of 2026-03-11 the access key of Harborline's build user ci-deploy
is used from an address never seen before: it asks who it is, is refused over a
hundred times, gives itself rights, and makes a second user. It becomes the role
PayrollExport in the production account and within an hour of the night reads
almost a thousand payroll files, by old and new signatures, by presigned URLs
from a second address, and opens the bucket to an account outside the company.
It goes on into the archive account, deletes objects, and stops the build
account's trail for 47 minutes. Among ordinary traffic stand innocent
look-alikes: a backup job that signs the old way, a log delivery service that is
refused 5,000 times, and an administrator who works behind the intruder's second
address.

What there is to find
---------------------
22:14:07  first call of the leaked key from 203.0.113.77
22:27:40  a policy for itself; then the user svc-metrics and a key for it
22:38:52  AssumeRole into prod, on record in both accounts, the copy in prod
          without an ARN
23:05:14  listings signed with SigV2
00:12:44  unsigned reads of public files from 198.51.100.24
01:42:06  payroll exports are read until 02:37:04
01:51:09  the bucket's policy lets 999988887777 in, which reads 64 objects
02:35:40  AssumeRole on into archive; objects deleted at 03:24 without a record
          of their keys, a snapshot shared at 03:27:30
02:51:18  StopLogging in build; StartLogging at 03:38:18: for 47 minutes no
          digest covers the trail, then its chain begins anew
03:44:10  the second user's key, by IPv6
03:52:00  sign-ins that fail without an error code
04:05:22  credentials of the instance i-0a1b2c3d4e5f67890 away from it

On the next morning the administrator takes the key and the user away. One event
of the night was corrected by an addendum hours later.
`;
