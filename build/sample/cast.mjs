/**
 * Who and what appears in the sample case of the company Harborline. Account numbers are the ones of
 * AWS's documentation, addresses are from the documentation ranges of RFC 5737 and RFC 3849, keys end
 * in EXAMPLE: nothing here belongs to anybody.
 */

export const BUILD = '111122223333';
export const PROD = '444455556666';
export const ARCHIVE = '777788889999';
/** An account outside the organization, let in by the intruder's bucket policy. */
export const STRANGER = '999988887777';

/** Seconds since 1970 UTC. */
export const CASE_START = Date.UTC(2026, 2, 2) / 1000;
export const CASE_END = Date.UTC(2026, 2, 16) / 1000;

/**
 * @param {string} text ISO 8601 in UTC without fraction, such as 2026-03-11T22:14:07
 * @returns {number} seconds since 1970 UTC
 */
export function seconds(text) {
  return Date.parse(`${text}Z`) / 1000;
}

/** The trail of BUILD was stopped for 47 minutes; both calls themselves are logged. */
export const LOGGING_STOPPED = seconds('2026-03-12T02:51:18');
export const LOGGING_STARTED = seconds('2026-03-12T03:38:18');

export const ADDRESS = {
  intruder: '203.0.113.77',
  /** A shared egress: the intruder's second address, and an administrator's every day. */
  shared: '198.51.100.24',
  intruderSix: '2001:db8:66::24',
  strangerSix: '2001:db8:c7::51',
  backupJob: '192.0.2.41',
  ci: ['192.0.2.10', '192.0.2.11'],
  office: ['192.0.2.70', '192.0.2.71', '192.0.2.72', '2001:db8:10::17', '2001:db8:10::2a'],
  homes: ['198.51.100.90', '198.51.100.131', '203.0.113.9', '203.0.113.140', '2001:db8:20:5::8'],
  runner: '192.0.2.55',
  private: ['10.20.4.11', '10.20.4.12', '10.20.4.37', '10.20.4.58', '10.20.5.9'],
};

export const AGENT = {
  boto2: '[Boto/2.49.0 Python/2.7.18 Linux/5.10.0-28-amd64]',
  s3cmd: '[Boto/2.49.0 Python/2.7.18 Linux/3.10.0-1160.el7.x86_64]',
  intruderCli: 'aws-cli/2.13.5 Python/3.11.4 Linux/6.1.0-kali9-amd64 exe/x86_64.kali.2023 prompt/off',
  intruderSdk: '[aws-sdk-go/1.44.298 (go1.20.6; linux; amd64) S3Manager]',
  curl: '[curl/7.88.1]',
  terraform:
    'APN/1.0 HashiCorp/1.0 Terraform/1.7.4 (+https://www.terraform.io) terraform-provider-aws/5.39.0 (+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go-v2/1.25.2 os/linux lang/go#1.21.7 md/GOOS#linux md/GOARCH#amd64',
  cli: 'aws-cli/2.15.30 Python/3.11.8 Linux/5.15.0-1056-aws exe/x86_64.ubuntu.22 prompt/off command/s3.cp',
  java: '[aws-sdk-java/2.25.11 Linux/5.10.210-201.852.amzn2.x86_64 OpenJDK_64-Bit_Server_VM/17.0.10+7-LTS Java/17.0.10 vendor/Amazon.com_Inc. io/sync http/Apache cfg/retry-mode/legacy]',
  boto3:
    'Boto3/1.34.62 md/Botocore#1.34.62 ua/2.0 os/linux#5.10.210-201.852.amzn2.x86_64 md/arch#x86_64 lang/python#3.11.8 md/pyimpl#CPython cfg/retry-mode#legacy Botocore/1.34.62',
  node: 'aws-sdk-js/3.535.0 ua/2.0 os/linux#5.10.213-223.855.amzn2.x86_64 lang/js md/nodejs#20.11.1 api/sqs#3.535.0',
  ssm: 'aws-sdk-go/1.50.26 (go1.21.7; linux; amd64) amazon-ssm-agent/',
  console:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/134.0.0.0 Safari/537.36',
  firefox: 'Mozilla/5.0 (X11; Linux x86_64; rv:136.0) Gecko/20100101 Firefox/136.0',
  github:
    'aws-sdk-js/3.496.0 os/linux/6.5.0-1016-azure lang/js md/nodejs/20.11.1 api/sts/3.496.0 configure-aws-credentials-for-github-actions',
};

export const BUCKET = {
  payroll: { name: 'harborline-payroll-exports', owner: PROD, region: 'eu-west-1' },
  assets: { name: 'harborline-public-assets', owner: PROD, region: 'eu-west-1' },
  uploads: { name: 'harborline-app-uploads', owner: PROD, region: 'eu-west-1' },
  flowLogs: { name: 'harborline-flow-logs', owner: PROD, region: 'eu-west-1' },
  artifacts: { name: 'harborline-build-artifacts', owner: BUILD, region: 'us-east-1' },
  backups: { name: 'harborline-backups', owner: ARCHIVE, region: 'eu-west-1' },
  trails: { name: 'harborline-trail-logs', owner: ARCHIVE, region: 'eu-west-1' },
};

export const KEY = {
  ciDeploy: 'AKIAI44QH8DHBEXAMPLE',
  payrollSession: 'ASIAIOSFODNN7EXAMPLE',
  backupSession: 'ASIAQ7LMN2PBREXAMPLE',
  newUser: 'AKIAJ55RK9EJCEXAMPLE',
  stolenInstance: 'ASIARUNNER7XZEXAMPLE',
};

/** @type {Record<string, { account: string, id: string }>} */
export const USERS = {
  'ci-deploy': { account: BUILD, id: 'AIDACKCEVSQ6C2EXAMPLE' },
  'svc-metrics': { account: BUILD, id: 'AIDAJQABLZS4A3EXAMPLE' },
  'backup-legacy': { account: ARCHIVE, id: 'AIDAIBACKUPL3GEXAMPLE' },
  'portal-broker': { account: PROD, id: 'AIDAIPORTALB7KEXAMPLE' },
  'noor.haddad': { account: BUILD, id: 'AIDAINOORH4DD4EXAMPLE' },
};

/** @type {Record<string, { account: string, id: string, path?: string }>} */
export const ROLES = {
  PayrollExport: { account: PROD, id: 'AROADBQP57FF2AEXAMPLE' },
  BackupReader: { account: ARCHIVE, id: 'AROAIBACKUPRDREXAMPLE' },
  BackupWriter: { account: ARCHIVE, id: 'AROAIBACKUPWR5EXAMPLE' },
  BuildRunner: { account: BUILD, id: 'AROAIRUNNER22QEXAMPLE' },
  DeployProd: { account: PROD, id: 'AROAIDEPLOYPR2EXAMPLE' },
  PayrollApi: { account: PROD, id: 'AROAIPAYROLL2AEXAMPLE' },
  StorefrontApi: { account: PROD, id: 'AROAISTOREFR2AEXAMPLE' },
  InvoiceWorker: { account: PROD, id: 'AROAIINVOICEWKEXAMPLE' },
  ThumbnailFunction: { account: PROD, id: 'AROAITHUMBNAILEXAMPLE', path: 'service-role/' },
  CodeBuildRelease: { account: BUILD, id: 'AROAICODEBUILDEXAMPLE', path: 'service-role/' },
  GitHubRelease: { account: BUILD, id: 'AROAIGITHUBREREXAMPLE' },
  EngineerSaml: { account: PROD, id: 'AROAIENGINEER2EXAMPLE' },
  AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071: {
    account: BUILD,
    id: 'AROAISSOADMIN3EXAMPLE',
    path: 'aws-reserved/sso.amazonaws.com/eu-west-1/',
  },
  AWSServiceRoleForConfig: {
    account: ARCHIVE,
    id: 'AROAICONFIGSL4EXAMPLE',
    path: 'aws-service-role/config.amazonaws.com/',
  },
  AWSServiceRoleForAutoScaling: {
    account: PROD,
    id: 'AROAIAUTOSCALEEXAMPLE',
    path: 'aws-service-role/autoscaling.amazonaws.com/',
  },
};

export const ADMIN_ROLE = 'AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071';
export const ADMIN = 'tomas.lindqvist';
export const RUNNER_INSTANCE = 'i-0a1b2c3d4e5f67890';

/** @param {string} name */
export function roleArn(name) {
  const { account, path = '' } = ROLES[name];
  return `arn:aws:iam::${account}:role/${path}${name}`;
}

/** @param {string} name */
export function userArn(name) {
  return `arn:aws:iam::${USERS[name].account}:user/${name}`;
}
