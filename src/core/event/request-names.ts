/**
 * Which request parameters name what a call is about, by service: the name of the parameter in lower
 * case, and what stands before such a name in the service's ARNs. Values that are ARNs, and ids that
 * say themselves what they are (`i-...`, `vpc-...`), stay as they are.
 *
 * From the ARN formats and parameters of AWS's service authorization reference.
 */
export type NamePrefixes = ReadonlyMap<string, string>;

function names(prefixed: Readonly<Record<string, string>>): NamePrefixes {
  const entries = Object.entries(prefixed).flatMap(([prefix, list]) =>
    list.split(' ').map((name): [string, string] => [name, prefix === 'id' ? '' : prefix]),
  );
  return new Map(entries);
}

/** By the first part of the event source. */
export const REQUEST_NAMES: ReadonlyMap<string, NamePrefixes> = new Map([
  [
    'ec2',
    names({
      id: 'instanceid volumeid snapshotid imageid vpcid subnetid groupid securitygroupid networkinterfaceid routetableid internetgatewayid egressonlyinternetgatewayid natgatewayid allocationid associationid attachmentid networkaclid gatewayid vpcendpointid vpcpeeringconnectionid transitgatewayid transitgatewayattachmentid launchtemplateid flowlogid keypairid resourceid sourcesnapshotid sourceimageid dhcpoptionsid customergatewayid vpngatewayid vpnconnectionid prefixlistid securitygroupruleid fleetid spotfleetrequestid hostid reservationid instanceconnectendpointid exporttaskid importtaskid conversiontaskid fpgaimageid ipampoolid serviceid carriergatewayid localgatewayid trafficmirrorsessionid networkinsightspathid clientvpnendpointid',
      'key-pair/': 'keyname',
      'security-group/': 'groupname',
      'launch-template/': 'launchtemplatename',
      'instance-profile/': 'iaminstanceprofile',
    }),
  ],
  ['ec2-instance-connect', names({ id: 'instanceid instanceconnectendpointid' })],
  ['ebs', names({ id: 'snapshotid firstsnapshotid secondsnapshotid parentsnapshotid' })],
  [
    'iam',
    names({
      'user/': 'username',
      'role/': 'rolename',
      'group/': 'groupname',
      'policy/': 'policyname',
      'instance-profile/': 'instanceprofilename',
      'server-certificate/': 'servercertificatename',
      'mfa/': 'virtualmfadevicename',
      id: 'policyarn accesskeyid serialnumber samlproviderarn openidconnectproviderarn sshpublickeyid servicespecificcredentialid certificateid permissionsboundary accountalias',
    }),
  ],
  ['sts', names({ id: 'rolearn principalarn targetprincipal', 'federated-user/': 'name' })],
  ['signin', names({ id: 'rolearn' })],
  ['secretsmanager', names({ 'secret:': 'secretid name secretidlist' })],
  [
    'kms',
    names({
      id: 'keyid targetkeyid sourcekeyid destinationkeyid aliasname grantid',
      'custom-key-store/': 'customkeystoreid',
    }),
  ],
  [
    'rds',
    names({
      'db:': 'dbinstanceidentifier sourcedbinstanceidentifier targetdbinstanceidentifier newdbinstanceidentifier',
      'cluster:': 'dbclusteridentifier sourcedbclusteridentifier',
      'snapshot:':
        'dbsnapshotidentifier sourcedbsnapshotidentifier targetdbsnapshotidentifier finaldbsnapshotidentifier',
      'cluster-snapshot:':
        'dbclustersnapshotidentifier sourcedbclustersnapshotidentifier targetdbclustersnapshotidentifier finalsnapshotidentifier',
      'subgrp:': 'dbsubnetgroupname',
      'pg:': 'dbparametergroupname',
      'cluster-pg:': 'dbclusterparametergroupname',
      'og:': 'optiongroupname',
      'secgrp:': 'dbsecuritygroupname',
      'db-proxy:': 'dbproxyname',
      'global-cluster:': 'globalclusteridentifier',
      id: 'resourcename sourcearn exporttaskidentifier resourcearn',
    }),
  ],
  [
    'lambda',
    names({
      'function:': 'functionname',
      'layer:': 'layername',
      id: 'eventsourcearn codesigningconfigarn uuid resource',
    }),
  ],
  [
    'ssm',
    names({
      'document/': 'documentname',
      id: 'instanceid instanceids target targets commandid resourceid sessionid automationexecutionid associationid windowid',
    }),
  ],
  [
    'cloudtrail',
    names({
      'trail/': 'trailname trailnamelist',
      id: 'name channel resourceid resourceidlist eventdatastore resourcearn',
    }),
  ],
  [
    'dynamodb',
    names({
      'table/': 'tablename sourcetablename targettablename globaltablename',
      id: 'tablearn backuparn resourcearn exportarn',
    }),
  ],
  [
    'logs',
    names({ 'log-group:': 'loggroupname loggroupnames loggroupidentifier loggroupidentifiers', id: 'resourcearn' }),
  ],
  ['sns', names({ id: 'topicarn subscriptionarn targetarn resourcearn platformapplicationarn' })],
  ['sqs', names({ id: 'queueurl queuename' })],
  ['ecr', names({ 'repository/': 'repositoryname', id: 'resourcearn' })],
  [
    'ecs',
    names({ 'cluster/': 'cluster', 'service/': 'service', 'task-definition/': 'taskdefinition', id: 'task tasks' }),
  ],
  ['eks', names({ 'cluster/': 'clustername', 'nodegroup/': 'nodegroupname', id: 'name principalarn resourcearn' })],
  ['guardduty', names({ 'detector/': 'detectorid' })],
  ['cloudformation', names({ 'stack/': 'stackname', 'stackset/': 'stacksetname' })],
  [
    'organizations',
    names({
      'account/': 'accountid',
      'policy/': 'policyid',
      id: 'targetid organizationalunitid handshakeid parentid sourceparentid destinationparentid',
    }),
  ],
  ['route53', names({ 'hostedzone/': 'hostedzoneid', id: 'id' })],
  ['config', names({ 'config-rule/': 'configrulename', id: 'configurationrecordername deliverychannelname' })],
  ['events', names({ 'rule/': 'rule', 'event-bus/': 'eventbusname', id: 'name' })],
  [
    'redshift',
    names({
      'cluster:': 'clusteridentifier',
      'snapshot:': 'snapshotidentifier sourcesnapshotidentifier targetsnapshotidentifier',
    }),
  ],
  [
    'elasticache',
    names({
      'cluster:': 'cacheclusterid',
      'replicationgroup:': 'replicationgroupid',
      'snapshot:': 'snapshotname sourcesnapshotname targetsnapshotname',
    }),
  ],
  [
    'backup',
    names({
      'backup-vault:': 'backupvaultname sourcebackupvaultname',
      id: 'recoverypointarn resourcearn destinationbackupvaultarn',
    }),
  ],
  ['elasticfilesystem', names({ id: 'filesystemid mounttargetid accesspointid' })],
  [
    'autoscaling',
    names({
      'autoScalingGroupName/': 'autoscalinggroupname autoscalinggroupnames',
      'launchConfigurationName/': 'launchconfigurationname',
    }),
  ],
  [
    'elasticloadbalancing',
    names({
      'loadbalancer/': 'loadbalancername loadbalancernames',
      id: 'loadbalancerarn targetgrouparn listenerarn rulearn',
    }),
  ],
  ['cognito-idp', names({ 'userpool/': 'userpoolid', id: 'clientid' })],
  ['cognito-identity', names({ 'identitypool/': 'identitypoolid', id: 'identityid' })],
  ['kinesis', names({ 'stream/': 'streamname', id: 'streamarn' })],
  ['firehose', names({ 'deliverystream/': 'deliverystreamname' })],
  ['codebuild', names({ 'project/': 'projectname' })],
  ['glue', names({ 'database/': 'databasename', 'job/': 'jobname' })],
  ['bedrock', names({ id: 'modelid' })],
  ['rolesanywhere', names({ 'trust-anchor/': 'trustanchorid', 'profile/': 'profileid' })],
  ['sso', names({ id: 'permissionsetarn instancearn targetid principalid' })],
  ['identitystore', names({ 'user/': 'userid', 'group/': 'groupid', id: 'identitystoreid' })],
]);
