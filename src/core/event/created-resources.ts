import { readNames, serviceOf } from './request-resources';
import type { Json, JsonObject } from './json';
import type { NamePrefixes } from './request-names';

/**
 * Members of the response that name what a call made, where its request cannot: AWS gives the id. By service and
 * event name; the members in lower case, with what stands before such a name in the service's ARNs. From the response
 * elements of AWS's API references.
 */
const MADE: ReadonlyMap<string, ReadonlyMap<string, NamePrefixes>> = new Map(
  Object.entries({
    ec2: {
      RunInstances: { instanceid: '' },
      CreateFleet: { instanceid: '' },
      CreateVolume: { volumeid: '' },
      CreateSnapshot: { snapshotid: '' },
      CreateSnapshots: { snapshotid: '' },
      CreateImage: { imageid: '' },
      RegisterImage: { imageid: '' },
      ImportImage: { imageid: '' },
      CreateSecurityGroup: { groupid: '' },
      CreateKeyPair: { keypairid: '' },
      ImportKeyPair: { keypairid: '' },
      CreateVpc: { vpcid: '' },
      CreateSubnet: { subnetid: '' },
      CreateNetworkInterface: { networkinterfaceid: '' },
      CreateInternetGateway: { internetgatewayid: '' },
      CreateNatGateway: { natgatewayid: '' },
      CreateLaunchTemplate: { launchtemplateid: '' },
      CreateVpcPeeringConnection: { vpcpeeringconnectionid: '' },
      AllocateAddress: { allocationid: '' },
      RequestSpotInstances: { spotinstancerequestid: '' },
    },
    iam: {
      CreateSAMLProvider: { samlproviderarn: '' },
      CreateOpenIDConnectProvider: { openidconnectproviderarn: '' },
      UploadSSHPublicKey: { sshpublickeyid: '' },
      CreateServiceSpecificCredential: { servicespecificcredentialid: '' },
    },
    cloudtrail: { CreateTrail: { trailarn: '' } },
    guardduty: { CreateDetector: { detectorid: 'detector/' } },
  }).map(([service, calls]) => [
    service,
    new Map(Object.entries(calls).map(([name, members]) => [name, new Map(Object.entries(members))])),
  ]),
);

const NAMES: ReadonlySet<string> = new Set([...MADE.values()].flatMap((calls) => [...calls.keys()]));

/** Whether the response of an event of this name may name what the call made. */
export function isCreatingName(eventName: string): boolean {
  return NAMES.has(eventName);
}

/** What a call made and its response names, each once; undefined where nothing of it is known. */
export function createdResources(
  eventSource: Json | undefined,
  eventName: Json | undefined,
  response: JsonObject,
): readonly string[] | undefined {
  if (typeof eventName !== 'string') return undefined;
  const members = MADE.get(serviceOf(eventSource))?.get(eventName);
  return members === undefined ? undefined : readNames(response, members);
}
