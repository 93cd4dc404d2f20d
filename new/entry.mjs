import { closeSync, fstatSync, fsyncSync, openSync, readSync, readdirSync, rmSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { createHash, hash } from "node:crypto";
import { crc32, createInflateRaw, gunzipSync } from "node:zlib";
// ../../work/main/src/main/cases/disk.ts
/** The system's code of an error, such as ENOENT; undefined for errors that have none. */
function errorCode(cause) {
	return cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : void 0;
}
/** The message of whatever was thrown. */
function errorText(cause) {
	return cause instanceof Error ? cause.message : String(cause);
}
// ../../work/main/src/main/acquire/local.ts
var REMEDIES = {
	ENOENT: "it does not exist: check the spelling of the path",
	EACCES: "permission was denied: give this user the right to read it and add it again",
	EPERM: "permission was denied: give this user the right to read it and add it again",
	ENOTDIR: "a part of the path is no folder: check the spelling of the path",
	ELOOP: "its symbolic links form a circle: name the real path instead",
	ENAMETOOLONG: "the path is too long for this system: move it to a shorter path",
	EIO: "the disk reported an error: copy the medium and add the copy",
	EMFILE: "too many files are open: close other programs and add it again"
};
/** The cause and remedy of a file system error, in words. */
function describeFileError(cause) {
	const code = errorCode(cause);
	const known = code === void 0 ? void 0 : REMEDIES[code];
	if (known !== void 0) return known;
	return `the system said: ${errorText(cause)}`;
}
// ../../work/main/src/main/indexing/evidence-copy.ts
/** The copy of a large source could not be written: the case's disk is full or fails. */
var CopyFailed = class extends Error {
	path;
	constructor(path, cause) {
		super(`${path} could not be written`, { cause });
		this.path = path;
		this.name = "CopyFailed";
	}
};
/**
* The unchanged bytes of a large source on their way into the case, written by the worker that
* hashes them to a file that main renames once it is complete.
*/
var EvidenceCopy = class {
	path;
	fd;
	/** @throws CopyFailed */
	constructor(path) {
		this.path = path;
		this.fd = this.guard(() => openSync(path, "w", 384));
	}
	write(bytes) {
		const fd = this.fd;
		if (fd === void 0) throw new Error("The copy is closed.");
		this.guard(() => {
			for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
		});
	}
	/** Makes the copy durable. */
	finish() {
		const fd = this.fd;
		if (fd === void 0) return;
		this.fd = void 0;
		this.guard(() => {
			try {
				fsyncSync(fd);
			} finally {
				closeSync(fd);
			}
		});
	}
	/** Removes the copy. */
	discard() {
		const fd = this.fd;
		this.fd = void 0;
		if (fd !== void 0) closeSync(fd);
		rmSync(this.path, { force: true });
	}
	guard(write) {
		try {
			return write();
		} catch (cause) {
			throw new CopyFailed(this.path, cause);
		}
	}
};
// ../../work/main/src/main/indexing/limits.ts
var MIB = 1048576;
var INFLATE_LIMITS = {
	ratio: 200,
	ratioFrom: 64 * MIB,
	size: 4096 * MIB
};
8 * MIB;
// ../../work/main/src/core/event/facet-catalogue.ts
var FACETS = [
	{
		name: "eventName",
		label: "Event name",
		path: "eventName",
		temperature: "hot",
		source: "eventName"
	},
	{
		name: "principal",
		label: "Principal",
		temperature: "hot",
		identifier: true,
		source: "userIdentity.arn; else invokedBy; else (anonymous) for accountId ANONYMOUS_PRINCIPAL or anonymous; else principalId; else accountId"
	},
	{
		name: "sourceIPAddress",
		label: "Source IP",
		path: "sourceIPAddress",
		temperature: "hot",
		identifier: true,
		source: "sourceIPAddress"
	},
	{
		name: "signatureVersion",
		label: "Signature version",
		path: "additionalEventData.SignatureVersion",
		temperature: "hot",
		source: "additionalEventData.SignatureVersion"
	},
	{
		name: "eventSource",
		label: "Event source",
		path: "eventSource",
		temperature: "hot",
		source: "eventSource"
	},
	{
		name: "awsRegion",
		label: "Region",
		path: "awsRegion",
		temperature: "hot",
		identifier: true,
		source: "awsRegion"
	},
	{
		name: "recipientAccountId",
		label: "Delivered-to account",
		path: "recipientAccountId",
		temperature: "hot",
		identifier: true,
		source: "recipientAccountId"
	},
	{
		name: "errorCode",
		label: "Error code",
		path: "errorCode",
		temperature: "hot",
		source: "errorCode"
	},
	{
		name: "outcome",
		label: "Outcome",
		temperature: "hot",
		source: "derived from errorCode, errorMessage and responseElements.ConsoleLogin"
	},
	{
		name: "callerClass",
		label: "People and services",
		temperature: "hot",
		source: "derived from userIdentity: anonymous, service (type AWSService or invokedBy present), else people"
	},
	{
		name: "accountId",
		label: "Caller account",
		path: "userIdentity.accountId",
		temperature: "cold",
		identifier: true,
		source: "userIdentity.accountId"
	},
	{
		name: "ownerAccountId",
		label: "Owner account",
		temperature: "cold",
		multiple: true,
		identifier: true,
		source: "resources[].accountId"
	},
	{
		name: "userIdentityType",
		label: "Identity type",
		path: "userIdentity.type",
		temperature: "cold",
		source: "userIdentity.type"
	},
	{
		name: "accessKeyId",
		label: "Access key",
		path: "userIdentity.accessKeyId",
		temperature: "cold",
		identifier: true,
		source: "userIdentity.accessKeyId"
	},
	{
		name: "actor",
		label: "Actor",
		temperature: "cold",
		identifier: true,
		source: "userIdentity.principalId, up to the colon for roles; else as principal"
	},
	{
		name: "invokedBy",
		label: "Via",
		path: "userIdentity.invokedBy",
		temperature: "cold",
		source: "userIdentity.invokedBy"
	},
	{
		name: "role",
		label: "Role",
		temperature: "cold",
		identifier: true,
		source: "userIdentity.sessionContext.sessionIssuer.arn of an assumed role"
	},
	{
		name: "sessionName",
		label: "Session",
		temperature: "cold",
		identifier: true,
		source: "userIdentity.principalId after the colon, for assumed roles and federated users"
	},
	{
		name: "mfa",
		label: "MFA",
		temperature: "cold",
		source: "userIdentity.sessionContext.attributes.mfaAuthenticated; for ConsoleLogin additionalEventData.MFAUsed: yes, no, not stated"
	},
	{
		name: "readOnly",
		label: "Read or write",
		path: "readOnly",
		temperature: "cold",
		source: "readOnly"
	},
	{
		name: "eventCategory",
		label: "Event category",
		path: "eventCategory",
		temperature: "cold",
		source: "eventCategory"
	},
	{
		name: "eventType",
		label: "Event type",
		path: "eventType",
		temperature: "cold",
		source: "eventType"
	},
	{
		name: "level",
		label: "Level",
		temperature: "cold",
		source: "eventCategory; else managementEvent; else AWS's table of S3 actions: management, data, other"
	},
	{
		name: "userAgent",
		label: "User agent",
		temperature: "cold",
		source: "userAgent without surrounding brackets"
	},
	{
		name: "bucketName",
		label: "Bucket",
		path: "requestParameters.bucketName",
		temperature: "cold",
		identifier: true,
		source: "requestParameters.bucketName"
	},
	{
		name: "resource",
		label: "Resource",
		temperature: "cold",
		multiple: true,
		identifier: true,
		source: "resources[].ARN, or resources[].ARNPrefix with a trailing *"
	},
	{
		name: "authenticationMethod",
		label: "Authentication method",
		path: "additionalEventData.AuthenticationMethod",
		temperature: "cold",
		source: "additionalEventData.AuthenticationMethod"
	},
	{
		name: "vpcEndpointId",
		label: "VPC endpoint",
		path: "vpcEndpointId",
		temperature: "cold",
		identifier: true,
		source: "vpcEndpointId"
	},
	{
		name: "tlsVersion",
		label: "TLS version",
		path: "tlsDetails.tlsVersion",
		temperature: "cold",
		source: "tlsDetails.tlsVersion"
	},
	{
		name: "cipherSuite",
		label: "Cipher",
		temperature: "cold",
		source: "tlsDetails.cipherSuite; else additionalEventData.CipherSuite"
	}
];
var positions = new Map(FACETS.map((facet, position) => [facet.name, position]));
/** Position of a facet in FACETS, or undefined for a name that is none. */
function facetPosition(name) {
	return positions.get(name);
}
// ../../work/main/src/core/event/facet-values.ts
/** Seconds since 1970 UTC that stand for "(no time)" in time columns. */
var NO_TIME = 4294967295;
// ../../work/main/src/core/event/event-time.ts
var DIGIT_0$3 = 48;
var HYPHEN = 45;
var COLON$1 = 58;
var LETTER_T$3 = 84;
var LETTER_Z$1 = 90;
var PLAIN_LENGTH$1 = 20;
var DAYS_BEFORE_MONTH = [
	0,
	31,
	59,
	90,
	120,
	151,
	181,
	212,
	243,
	273,
	304,
	334
];
var DAYS_IN_MONTH = [
	31,
	28,
	31,
	30,
	31,
	30,
	31,
	31,
	30,
	31,
	30,
	31
];
/** Fraction of a second and zone, after `YYYY-MM-DDTHH:MM:SS`. */
var TAIL = /^(?:\.\d+)?(?:Z|([+-])([01]\d|2[0-3]):?([0-5]\d)|([+-])([01]\d|2[0-3]))$/;
/**
* `eventTime` as seconds since 1970 UTC, fractions floored; NO_TIME where it is missing, malformed,
* no day of the calendar, or outside 1970 to 2106. Strict ISO 8601 in its extended form, with `Z`
* or an offset; leap seconds and 24:00 are not accepted, for CloudTrail writes neither.
*/
function parseEventTime(value) {
	if (typeof value !== "string" || value.length < PLAIN_LENGTH$1) return NO_TIME;
	const year = twoDigits$1(value, 0) * 100 + twoDigits$1(value, 2);
	const month = twoDigits$1(value, 5);
	const day = twoDigits$1(value, 8);
	const hour = twoDigits$1(value, 11);
	const minute = twoDigits$1(value, 14);
	const second = twoDigits$1(value, 17);
	if (!(year + month + day + hour + minute + second >= 0)) return NO_TIME;
	if (value.charCodeAt(4) !== HYPHEN || value.charCodeAt(7) !== HYPHEN || value.charCodeAt(10) !== LETTER_T$3 || value.charCodeAt(13) !== COLON$1 || value.charCodeAt(16) !== COLON$1) return NO_TIME;
	if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return NO_TIME;
	const leap = year % 4 === 0 && year % 100 !== 0 || year % 400 === 0;
	if (day > DAYS_IN_MONTH[month - 1] + (leap && month === 2 ? 1 : 0)) return NO_TIME;
	const before = year - 1;
	const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400) - 477;
	const yearDay = DAYS_BEFORE_MONTH[month - 1] + (leap && month > 2 ? 1 : 0) + day - 1;
	const seconds = ((year - 1970) * 365 + leapDays + yearDay) * 86400 + hour * 3600 + minute * 60 + second;
	if (value.length === PLAIN_LENGTH$1 && value.charCodeAt(19) === LETTER_Z$1) return inRange(seconds);
	const offset = offsetSeconds(value.slice(19));
	return offset === void 0 ? NO_TIME : inRange(seconds - offset);
}
function inRange(seconds) {
	return seconds >= 0 && seconds < 4294967295 ? seconds : NO_TIME;
}
function twoDigits$1(text, at) {
	const tens = text.charCodeAt(at) - DIGIT_0$3;
	const ones = text.charCodeAt(at + 1) - DIGIT_0$3;
	return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}
/** Seconds east of UTC; undefined where the text is no fraction and zone. */
function offsetSeconds(tail) {
	const match = TAIL.exec(tail);
	if (match === null) return void 0;
	const sign = match[1] ?? match[4];
	if (sign === void 0) return 0;
	const seconds = Number(match[2] ?? match[5]) * 3600 + Number(match[3] ?? 0) * 60;
	return sign === "-" ? -seconds : seconds;
}
// ../../work/main/src/core/event/json.ts
function isObject(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
// ../../work/main/src/core/event/s3-actions.ts
/**
* AWS's tables of S3 actions in CloudTrail (Amazon S3 developer guide, "Logging Amazon S3 API calls
* by using AWS CloudTrail"). Newer records state their level themselves; these tables are for those
* that do not.
*/
var BUCKET_LEVEL = [
	"CreateBucket",
	"DeleteBucket",
	"DeleteBucketCors",
	"DeleteBucketLifecycle",
	"DeleteBucketPolicy",
	"DeleteBucketReplication",
	"DeleteBucketTagging",
	"DeleteBucketWebsite",
	"GetBucketAcl",
	"GetBucketCors",
	"GetBucketLifecycle",
	"GetBucketLocation",
	"GetBucketLogging",
	"GetBucketNotification",
	"GetBucketPolicy",
	"GetBucketReplication",
	"GetBucketRequestPay",
	"GetBucketTagging",
	"GetBucketVersioning",
	"GetBucketWebsite",
	"ListBuckets",
	"PutBucketAcl",
	"PutBucketCors",
	"PutBucketLifecycle",
	"PutBucketLogging",
	"PutBucketNotification",
	"PutBucketPolicy",
	"PutBucketReplication",
	"PutBucketRequestPay",
	"PutBucketTagging",
	"PutBucketVersioning",
	"PutBucketWebsite"
];
var OBJECT_LEVEL = [
	"AbortMultipartUpload",
	"CompleteMultipartUpload",
	"CopyObject",
	"CreateMultipartUpload",
	"DeleteObject",
	"DeleteObjects",
	"GetObject",
	"GetObjectAcl",
	"GetObjectTorrent",
	"HeadObject",
	"ListParts",
	"PostObject",
	"PutObject",
	"PutObjectAcl",
	"RestoreObject",
	"UploadPart",
	"UploadPartCopy"
];
/** Not in the tables, but recorded as data events all the same. */
var OBSERVED_AS_DATA = ["HeadBucket", "ListObjects"];
var bucketLevel = new Set(BUCKET_LEVEL);
var objectLevel = /* @__PURE__ */ new Set([...OBJECT_LEVEL, ...OBSERVED_AS_DATA]);
/** Level of an S3 action by its event name; undefined for one that the tables do not list. */
function s3Level(eventName) {
	if (objectLevel.has(eventName)) return "data";
	return bucketLevel.has(eventName) ? "management" : void 0;
}
// ../../work/main/src/core/event/level.ts
/**
* Management or data event: as eventCategory says (records since version 1.07), else managementEvent
* (1.06), else AWS's tables for S3. Insights, network activity and S3 actions outside the tables are
* `other`. Undefined where a record of another service states neither.
*/
function levelOf(record) {
	const { eventCategory, managementEvent } = record;
	if (eventCategory !== void 0 && eventCategory !== null && eventCategory !== "") {
		if (eventCategory === "Management") return "management";
		return eventCategory === "Data" ? "data" : "other";
	}
	if (managementEvent === true || managementEvent === "true") return "management";
	if (managementEvent === false || managementEvent === "false") return "data";
	if (record.eventSource !== "s3.amazonaws.com") return void 0;
	return typeof record.eventName === "string" ? s3Level(record.eventName) ?? "other" : "other";
}
// ../../work/main/src/core/event/text-value.ts
/**
* A value as the text that the index holds: strings as they are, numbers and booleans as their JSON
* text, objects and arrays as compact JSON text. Absent and null are undefined; the empty string is
* a value.
*/
function textOf$1(value) {
	if (typeof value === "string") return value;
	if (value === void 0 || value === null) return void 0;
	return JSON.stringify(value);
}
/** As `textOf`, for fields of the identity: there the empty string counts as absent. */
function identityText(value) {
	if (value === "") return void 0;
	return textOf$1(value);
}
var NOTHING$1 = {};
/** The object itself; an empty one where the value is anything else. */
function objectOf(value) {
	return isObject(value) ? value : NOTHING$1;
}
/** Bytes as a number or its text; -1 where it is neither, negative, or no count that doubles hold exactly. */
function wholeBytes(value) {
	if (value === void 0 || value === null || value === "") return -1;
	const bytes = typeof value === "number" ? value : typeof value === "string" ? Number(value) : -1;
	return Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : -1;
}
// ../../work/main/src/core/event/mfa.ts
/** For the index: the statement alone. Its parts are passed in, because the caller has them at hand. */
function mfaFrom(eventName, additional, attributes) {
	if (eventName === "ConsoleLogin") {
		const signIn = statement(additional.MFAUsed);
		if (signIn !== "not stated") return signIn;
	}
	return statement(attributes.mfaAuthenticated);
}
/** `mfaAuthenticated` is "true" or "false", sometimes a boolean; `MFAUsed` is "Yes" or "No". */
function statement(value) {
	if (value === "true" || value === true || value === "Yes") return "yes";
	if (value === "false" || value === false || value === "No") return "no";
	return "not stated";
}
// ../../work/main/src/core/event/outcome.ts
var DENIED = /AccessDenied|Unauthorized|Forbidden/;
/** The codes that AWS's SDKs treat as throttling. */
var THROTTLED = /Throttl|RequestLimitExceeded|TooManyRequests|SlowDown|ProvisionedThroughputExceeded|BandwidthLimitExceeded|PriorRequestNotComplete|TransactionInProgress/;
var NOT_FOUND = /NotFound|NoSuch|DoesNotExist|NonExistent/;
/**
* How a request ended. A failed sign-in to the console may carry no errorCode, only
* `responseElements.ConsoleLogin: "Failure"` or an errorMessage. An empty errorCode is no error.
*/
function outcomeOf(record) {
	const { errorCode, responseElements } = record;
	if (responseElements !== void 0 && responseElements !== null) {
		if (objectOf(responseElements).ConsoleLogin === "Failure") return "sign-in failed";
	}
	if (errorCode !== void 0 && errorCode !== null && errorCode !== "") return outcomeOfCode(textOf$1(errorCode) ?? "");
	const { errorMessage } = record;
	if (errorMessage === void 0 || errorMessage === null || errorMessage === "") return "success";
	return record.eventSource === "signin.amazonaws.com" ? "sign-in failed" : "other error";
}
var known = /* @__PURE__ */ new Map();
/** More codes than AWS has; hostile evidence must not grow the map without end. */
var MOST_KNOWN = 4096;
function outcomeOfCode(code) {
	const before = known.get(code);
	if (before !== void 0) return before;
	const outcome = classify(code);
	if (known.size < MOST_KNOWN && code.length <= 200) known.set(code, outcome);
	return outcome;
}
function classify(code) {
	if (DENIED.test(code)) return "denied";
	if (THROTTLED.test(code)) return "throttled";
	if (NOT_FOUND.test(code)) return "not found";
	return "other error";
}
// ../../work/main/src/core/event/principal.ts
/** Shown as the principal of a request that nobody signed. */
var ANONYMOUS = "(anonymous)";
/** AWS writes anonymous requests with one of these account ids, and an empty principalId. */
function isAnonymousAccount(accountId) {
	return accountId === "ANONYMOUS_PRINCIPAL" || accountId === "anonymous";
}
/** ARN; else the service that acted; else anonymous; else principalId; else the account. */
function principalOf(identity) {
	const { arn, invokedBy, accountId } = identity;
	if (arn !== void 0) return arn;
	if (invokedBy !== void 0) return invokedBy;
	if (isAnonymousAccount(accountId)) return ANONYMOUS;
	return identity.principalId ?? accountId;
}
/**
* Role sessions carry `AROA...:session` as principalId (IAM user guide, "Unique identifiers"): also
* seen from another account, where the type is AWSAccount.
*/
function isRoleSession(identity) {
	return identity.type === "AssumedRole" || identity.type === "Role" || identity.principalId?.startsWith("AROA") === true;
}
/**
* What stays the same over one actor's records, with and without an ARN: the principalId, for roles
* without the session; else the principal.
*/
function actorOf(identity, principal) {
	const { principalId } = identity;
	if (principalId === void 0) return principal;
	if (!isRoleSession(identity)) return principalId;
	const colon = principalId.indexOf(":");
	return colon > 0 ? principalId.slice(0, colon) : principalId;
}
/** The name that whoever assumed a role, or asked for a federation token, gave the session. */
function sessionNameOf(identity) {
	const { principalId } = identity;
	if (principalId === void 0) return void 0;
	if (identity.type !== "FederatedUser" && !isRoleSession(identity)) return void 0;
	const colon = principalId.indexOf(":");
	return colon < 0 || colon === principalId.length - 1 ? void 0 : principalId.slice(colon + 1);
}
/** ARN of the role that a session issuer is; an issuer of another type (an IAM user, root) is none. */
function roleOf(sessionIssuer) {
	const type = identityText(sessionIssuer.type);
	return type === void 0 || type === "Role" ? identityText(sessionIssuer.arn) : void 0;
}
/** Separates people and their keys from services, whose log delivery makes most denials. */
function callerClassOf(identity) {
	if (identity.type === "AWSService" || identity.invokedBy !== void 0) return "service";
	if (identity.arn === void 0 && isAnonymousAccount(identity.accountId)) return "anonymous";
	return "people";
}
/** Reads a record's identity; `into` is filled anew, to spare allocations. */
function readIdentity(userIdentity, into) {
	into.type = identityText(userIdentity.type);
	into.arn = identityText(userIdentity.arn);
	into.invokedBy = identityText(userIdentity.invokedBy);
	into.accountId = identityText(userIdentity.accountId);
	into.principalId = identityText(userIdentity.principalId);
}
function newIdentity() {
	return {
		type: void 0,
		arn: void 0,
		invokedBy: void 0,
		accountId: void 0,
		principalId: void 0
	};
}
// ../../work/main/src/core/event/resources.ts
var NONE = [];
/** The entries of `resources`: an array, in odd records a single object. */
function entriesOf(resources) {
	if (Array.isArray(resources)) return resources;
	return isObject(resources) ? [resources] : NONE;
}
/** Distinct ARNs of the resources in their order; a prefix (ARNPrefix) is marked by a star at its end. */
function resourceArns(resources) {
	return distinct(resources, arnOf);
}
/** Distinct accounts that own the resources, in their order. An owner that is not stated stays unknown. */
function resourceOwners(resources) {
	return distinct(resources, ownerOf);
}
function arnOf(resource) {
	const arn = textOf$1(resource.ARN);
	if (arn !== void 0) return arn;
	const prefix = textOf$1(resource.ARNPrefix);
	return prefix === void 0 ? void 0 : `${prefix}*`;
}
function ownerOf(resource) {
	return textOf$1(resource.accountId);
}
/** Beyond this many values a set tells duplicates; looking through the list would take quadratic time. */
var FEW = 32;
function distinct(resources, valueOf) {
	if (resources === void 0 || resources === null) return void 0;
	let found;
	let seen;
	for (const entry of entriesOf(resources)) {
		const value = isObject(entry) ? valueOf(entry) : void 0;
		if (value === void 0) continue;
		if (found === void 0) found = [value];
		else if (seen === void 0 && found.length < FEW) {
			if (!found.includes(value)) found.push(value);
		} else {
			seen ??= new Set(found);
			if (!seen.has(value)) found.push(value);
			seen.add(value);
		}
	}
	return found;
}
// ../../work/main/src/core/event/extract-facets.ts
function newEventValues() {
	return {
		time: NO_TIME,
		eventId: void 0,
		facets: new Array(FACETS.length).fill(void 0),
		bytesOut: -1
	};
}
function position(name) {
	const at = facetPosition(name);
	if (at === void 0) throw new RangeError(`No facet is called ${name}`);
	return at;
}
var EVENT_NAME = position("eventName");
var PRINCIPAL = position("principal");
var SOURCE_IP = position("sourceIPAddress");
var SIGNATURE_VERSION = position("signatureVersion");
var EVENT_SOURCE = position("eventSource");
var REGION = position("awsRegion");
var RECIPIENT = position("recipientAccountId");
var ERROR_CODE = position("errorCode");
var OUTCOME = position("outcome");
var CALLER_CLASS = position("callerClass");
var ACCOUNT = position("accountId");
var OWNER = position("ownerAccountId");
var IDENTITY_TYPE = position("userIdentityType");
var ACCESS_KEY = position("accessKeyId");
var ACTOR = position("actor");
var INVOKED_BY = position("invokedBy");
var ROLE = position("role");
var SESSION_NAME = position("sessionName");
var MFA = position("mfa");
var READ_ONLY = position("readOnly");
var CATEGORY = position("eventCategory");
var EVENT_TYPE = position("eventType");
var LEVEL = position("level");
var USER_AGENT = position("userAgent");
var BUCKET = position("bucketName");
var RESOURCE = position("resource");
var AUTHENTICATION = position("authenticationMethod");
var VPC_ENDPOINT = position("vpcEndpointId");
var TLS_VERSION = position("tlsVersion");
var CIPHER = position("cipherSuite");
/**
* Reads a record into `into`: every facet of the catalogue, the time, the event id and the bytes.
* Runs once for each of millions of records: one pass, no maps, no closures.
*
* Names are read as plain properties: none of them exists on Object.prototype, and `JSON.parse`
* keeps a member called `__proto__` as an own property.
*/
function extractEvent(record, into) {
	const facets = into.facets;
	const additional = objectOf(record.additionalEventData);
	const eventId = textOf$1(record.eventID);
	into.time = parseEventTime(record.eventTime);
	into.eventId = eventId === "" ? void 0 : eventId;
	into.bytesOut = wholeBytes(additional.bytesTransferredOut);
	facets[EVENT_NAME] = textOf$1(record.eventName);
	facets[SOURCE_IP] = textOf$1(record.sourceIPAddress);
	facets[EVENT_SOURCE] = textOf$1(record.eventSource);
	facets[REGION] = textOf$1(record.awsRegion);
	facets[RECIPIENT] = textOf$1(record.recipientAccountId);
	facets[ERROR_CODE] = textOf$1(record.errorCode);
	facets[OUTCOME] = outcomeOf(record);
	facets[READ_ONLY] = textOf$1(record.readOnly);
	facets[CATEGORY] = textOf$1(record.eventCategory);
	facets[EVENT_TYPE] = textOf$1(record.eventType);
	facets[LEVEL] = levelOf(record);
	facets[USER_AGENT] = withoutBrackets(textOf$1(record.userAgent));
	facets[BUCKET] = textOf$1(objectOf(record.requestParameters).bucketName);
	facets[VPC_ENDPOINT] = textOf$1(record.vpcEndpointId);
	facets[SIGNATURE_VERSION] = textOf$1(additional.SignatureVersion);
	facets[AUTHENTICATION] = textOf$1(additional.AuthenticationMethod);
	const tls = objectOf(record.tlsDetails);
	facets[TLS_VERSION] = textOf$1(tls.tlsVersion);
	facets[CIPHER] = textOf$1(tls.cipherSuite) ?? textOf$1(additional.CipherSuite);
	facets[OWNER] = resourceOwners(record.resources);
	facets[RESOURCE] = resourceArns(record.resources);
	extractIdentity(record, additional, facets);
}
/** Filled anew for each record; nothing keeps it. */
var identity = newIdentity();
function extractIdentity(record, additional, facets) {
	const stated = isObject(record.userIdentity);
	const userIdentity = objectOf(record.userIdentity);
	readIdentity(userIdentity, identity);
	const session = objectOf(userIdentity.sessionContext);
	const principal = principalOf(identity);
	facets[PRINCIPAL] = principal;
	facets[ACTOR] = actorOf(identity, principal);
	facets[CALLER_CLASS] = stated ? callerClassOf(identity) : void 0;
	facets[ACCOUNT] = identity.accountId;
	facets[IDENTITY_TYPE] = identity.type;
	facets[INVOKED_BY] = identity.invokedBy;
	facets[ACCESS_KEY] = identityText(userIdentity.accessKeyId);
	facets[ROLE] = roleOf(objectOf(session.sessionIssuer));
	facets[SESSION_NAME] = sessionNameOf(identity);
	facets[MFA] = mfaFrom(record.eventName, additional, objectOf(session.attributes));
}
/** User agents come with brackets around them at times; they group without. */
function withoutBrackets(agent) {
	if (agent === void 0 || agent.length < 2) return agent;
	return agent.charCodeAt(0) === OPENING$1 && agent.charCodeAt(agent.length - 1) === CLOSING$1 ? agent.slice(1, -1) : agent;
}
var OPENING$1 = 91;
var CLOSING$1 = 93;
/** JSON white space (RFC 8259, section 2). */
function isSpace(byte) {
	return byte === 32 || byte === 10 || byte === 13 || byte === 9;
}
/** The first position in [from, to) that holds no white space; `to` where all is white space. */
function skipSpace(bytes, from, to) {
	let at = from;
	while (at < to && isSpace(bytes[at])) at += 1;
	return at;
}
/** Length of a UTF-8 byte order mark at the start of `bytes`: 3 or 0. */
function byteOrderMark(bytes) {
	return bytes[0] === 239 && bytes[1] === 187 && bytes[2] === 191 ? 3 : 0;
}
/** Far below MAX_DEPTH: the walk is recursive, and records are nested a few levels deep. */
var MOST_NESTING = 48;
var TRUE = 1702195828;
var FALSE_TAIL = 1702063201;
var NULL = 1819047278;
var LETTER_F$1 = 102;
var LETTER_N$2 = 110;
var LETTER_T$2 = 116;
var LETTER_U = 117;
var DIGIT_0$2 = 48;
var DIGIT_9 = 57;
var MINUS = 45;
var PLUS = 43;
var POINT = 46;
/** What may follow a backslash, apart from `u`. */
var ESCAPES = /* @__PURE__ */ new Uint8Array(256);
for (const character of "\"\\/bfnrt") ESCAPES[character.charCodeAt(0)] = 1;
var HEX = /* @__PURE__ */ new Uint8Array(256);
for (const character of "0123456789abcdefABCDEF") HEX[character.charCodeAt(0)] = 1;
/**
* Walks JSON on bytes and accepts nothing that `JSON.parse` would refuse once these bytes are
* decoded: RFC 8259 to the letter (escapes, control characters, numbers, commas). The reverse does
* not hold: nesting beyond some levels gives UNSURE. Bytes that are no UTF-8 are refused outside
* strings and pass within them, where decoding turns them into U+FFFD.
*
* Each method takes the position to begin at and returns the one after what it walked, or UNSURE.
*/
var JsonWalker = class {
	bytes = /* @__PURE__ */ new Uint8Array(0);
	view = new DataView(this.bytes.buffer);
	/** Nothing from here on belongs to the value. */
	limit = 0;
	/** The last string held an escape. */
	escaped = false;
	/** The last string held bytes of 0x80 or more. */
	wide = false;
	/** The walks that follow are within `bytes[0, limit)`. */
	open(bytes, limit) {
		this.limit = limit;
		if (bytes === this.bytes) return;
		this.bytes = bytes;
		this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	}
	/** The byte there; 0, which JSON never holds, beyond the end. */
	byteAt(at) {
		return at < this.limit ? this.bytes[at] : 0;
	}
	/** The first position from `at` on that holds no white space. */
	space(at) {
		let next = at;
		while (next < this.limit && isSpace(this.bytes[next])) next += 1;
		return next;
	}
	/** From after a name to its value: a colon, and white space around it. */
	colon(at) {
		let next = at;
		if (this.byteAt(next) !== 58) next = this.space(next);
		if (this.byteAt(next) !== 58) return -1;
		next += 1;
		return this.byteAt(next) <= 32 ? this.space(next) : next;
	}
	/** @param at first byte of the value @param depth of what holds it */
	value(at, depth) {
		const byte = this.byteAt(at);
		if (byte === 34) return this.string(at + 1);
		if (byte === 123) return this.object(at + 1, depth + 1);
		if (byte === 91) return this.array(at + 1, depth + 1);
		if (byte === LETTER_T$2 || byte === LETTER_F$1 || byte === LETTER_N$2) return this.literal(at, byte);
		return this.number(at);
	}
	/** @param at after the opening bracket */
	object(at, depth) {
		if (depth > MOST_NESTING) return -1;
		let next = this.space(at);
		if (this.byteAt(next) === 125) return next + 1;
		for (;;) {
			if (this.byteAt(next) !== 34) return -1;
			next = this.string(next + 1);
			if (next === -1) return -1;
			next = this.colon(next);
			if (next === -1) return -1;
			next = this.value(next, depth);
			if (next === -1) return -1;
			if (this.byteAt(next) <= 32) next = this.space(next);
			const byte = this.byteAt(next);
			next += 1;
			if (byte === 125) return next;
			if (byte !== 44) return -1;
			if (this.byteAt(next) <= 32) next = this.space(next);
		}
	}
	/** @param at after the opening bracket */
	array(at, depth) {
		if (depth > MOST_NESTING) return -1;
		let next = this.space(at);
		if (this.byteAt(next) === 93) return next + 1;
		for (;;) {
			next = this.value(next, depth);
			if (next === -1) return -1;
			if (this.byteAt(next) <= 32) next = this.space(next);
			const byte = this.byteAt(next);
			next += 1;
			if (byte === 93) return next;
			if (byte !== 44) return -1;
			if (this.byteAt(next) <= 32) next = this.space(next);
		}
	}
	/**
	* Four bytes at a time; sets `escaped` and `wide`.
	* @param at after the opening quote
	*/
	string(at) {
		const { view, limit } = this;
		const lastWord = limit - 4;
		let next = at;
		let high = 0;
		this.escaped = false;
		for (;;) {
			let stops = 0;
			while (next <= lastWord) {
				const word = view.getInt32(next, true);
				stops = stopBits$1(word);
				if (stops !== 0) {
					const lowest = stops & -stops;
					high |= word & lowest - 1;
					next += 31 - Math.clz32(lowest) >> 3;
					break;
				}
				high |= word;
				next += 4;
			}
			if (stops === 0) next = this.stopByByte(next);
			const byte = this.byteAt(next);
			if (byte === 34) break;
			if (byte !== 92) return -1;
			next = this.escape(next + 1);
			if (next === -1) return -1;
			this.escaped = true;
		}
		this.wide = (high & HIGH_BITS) !== 0;
		return next + 1;
	}
	/** The last bytes before the end. A record ends in a bracket: what is read here is no value of it. */
	stopByByte(at) {
		let next = at;
		while (next < this.limit) {
			const byte = this.bytes[next];
			if (byte === 34 || byte === 92 || byte < 32 || byte >= 128) break;
			next += 1;
		}
		return next;
	}
	escape(at) {
		const byte = this.byteAt(at);
		if (ESCAPES[byte] === 1) return at + 1;
		if (byte !== LETTER_U) return -1;
		for (let i = 1; i <= 4; i++) if (HEX[this.byteAt(at + i)] !== 1) return -1;
		return at + 5;
	}
	literal(at, first) {
		const from = first === LETTER_F$1 ? at + 1 : at;
		if (from + 4 > this.limit) return -1;
		return this.view.getInt32(from, true) === (first === LETTER_T$2 ? TRUE : first === LETTER_N$2 ? NULL : FALSE_TAIL) ? from + 4 : -1;
	}
	number(at) {
		let next = this.byteAt(at) === MINUS ? at + 1 : at;
		if (this.byteAt(next) === DIGIT_0$2) next += 1;
		else next = this.digits(next);
		if (next !== -1 && this.byteAt(next) === POINT) next = this.digits(next + 1);
		if (next === -1) return -1;
		if ((this.byteAt(next) | 32) !== 101) return next;
		const sign = this.byteAt(next + 1);
		return this.digits(sign === PLUS || sign === MINUS ? next + 2 : next + 1);
	}
	/** One digit or more. */
	digits(at) {
		let next = at;
		for (let byte = this.byteAt(next); byte >= DIGIT_0$2 && byte <= DIGIT_9; byte = this.byteAt(next)) next += 1;
		return next === at ? -1 : next;
	}
};
var LOW_BITS$1 = 2139062143;
var HIGH_BITS = -2139062144;
var QUOTES$1 = 572662306;
var BACKSLASHES$1 = 1549556828;
var TO_PRINTABLE = 1616928864;
/** Top bit of each byte of `word` that is a quote, a backslash or a control character; exact, without carries. */
function stopBits$1(word) {
	const quote = word ^ QUOTES$1;
	const backslash = word ^ BACKSLASHES$1;
	const noQuote = (quote & LOW_BITS$1) + LOW_BITS$1 | quote;
	const noBackslash = (backslash & LOW_BITS$1) + LOW_BITS$1 | backslash;
	const noControl = (word & LOW_BITS$1) + TO_PRINTABLE | word;
	return ~(noQuote & noBackslash & noControl | LOW_BITS$1);
}
// ../../work/main/src/core/format/byte-hash.ts
/** Different in every process, so that nobody can prepare values that all fall into one place. */
var SEED = Math.random() * 2 ** 32 | 0;
var KEY_LOW = Math.random() * 2 ** 32 | 0;
var KEY_HIGH = Math.random() * 2 ** 32 | 0;
/** A quick 32-bit hash of the bytes [start, end). Never stored: it differs from run to run. */
function quickHash(view, start, end) {
	let hash = SEED ^ end - start;
	const last = end - 4;
	let at = start;
	for (; at <= last; at += 4) {
		hash = Math.imul(hash ^ view.getInt32(at, true), 2654435761);
		hash ^= hash >>> 15;
	}
	if (at < end) hash = Math.imul(hash ^ tail(view, at, end), 2246822519);
	hash = Math.imul(hash ^ hash >>> 13, 3266489909);
	return hash ^ hash >>> 16;
}
/**
* HalfSipHash-1-3 (J.-P. Aumasson and D. J. Bernstein, "SipHash: a fast short-input PRF") of the
* bytes [start, end): several times as slow, but whoever does not know the key cannot make values
* collide.
*/
function keyedHash(view, start, end) {
	let a = KEY_LOW;
	let b = KEY_HIGH;
	let c = 1819895653 ^ KEY_LOW;
	let d = 1952801890 ^ KEY_HIGH;
	const length = end - start;
	const words = length >> 2;
	for (let i = 0; i < words + 4; i++) {
		let word = 0;
		if (i < words) word = view.getInt32(start + i * 4, true);
		else if (i === words) word = tail(view, start + words * 4, end) | length << 24;
		else if (i === words + 1) c ^= 255;
		d ^= word;
		a = a + b | 0;
		b = (b << 5 | b >>> 27) ^ a;
		a = a << 16 | a >>> 16;
		c = c + d | 0;
		d = (d << 8 | d >>> 24) ^ c;
		a = a + d | 0;
		d = (d << 7 | d >>> 25) ^ a;
		c = c + b | 0;
		b = (b << 13 | b >>> 19) ^ c;
		c = c << 16 | c >>> 16;
		a ^= word;
	}
	return b ^ d;
}
/** Whether the bytes [start, end) are the `end - start` bytes of `other` from `from` on. */
function sameBytes(view, start, end, other, from) {
	const last = end - 4;
	const shift = from - start;
	let at = start;
	for (; at <= last; at += 4) if (view.getInt32(at, true) !== other.getInt32(at + shift, true)) return false;
	for (; at < end; at++) if (view.getUint8(at) !== other.getUint8(at + shift)) return false;
	return true;
}
/** Up to three bytes as a word. */
function tail(view, start, end) {
	let word = 0;
	for (let at = start; at < end; at++) word = word << 8 | view.getUint8(at);
	return word;
}
/** Their positions in FACETS. */
var IDENTITY_FACETS = [
	"principal",
	"callerClass",
	"accountId",
	"userIdentityType",
	"accessKeyId",
	"actor",
	"invokedBy",
	"role",
	"sessionName",
	"mfa"
].map((name) => {
	const position = facetPosition(name);
	if (position === void 0) throw new RangeError(`No facet is called ${name}`);
	return position;
});
/** What one spelling of a `userIdentity` gives. */
var KnownIdentity = class {
	view;
	values;
	/** Their codes in the segment that is `codesOf`. */
	codes = new Uint32Array(IDENTITY_FACETS.length);
	codesOf = -1;
	constructor(view, values) {
		this.view = view;
		this.values = values;
	}
};
/** Identities are sorted by so many of their first bytes: mostly up to the name of the session. */
var PREFIX = 96;
var SETS = 4096;
/** Identities that begin alike, or fall into one place, and are kept together. */
var WAYS = 4;
/** A longer identity is read each time: so that the memo stays within some tens of megabytes at worst. */
var MOST_BYTES = 2048;
/**
* Remembers what the reference made of the bytes of a `userIdentity`: a session writes the same ones
* into each of its records. Holds a bounded number, the latest of those that fall into one place.
*/
var IdentityMemo = class {
	entries = new Array(SETS * WAYS).fill(void 0);
	/** Which of each set's ways is given up next. */
	turns = new Uint8Array(SETS);
	decoder = new TextDecoder();
	scratch = newEventValues();
	/**
	* The identity that begins at `at`, if it is a known one. No JSON object begins with the whole of
	* another one, so where the bytes are those of a known one, it also ends where that one does.
	*/
	guess(view, at, limit) {
		if (at + PREFIX > limit) return void 0;
		const from = setOf(view, at, at + PREFIX) * WAYS;
		for (let i = from; i < from + WAYS; i++) {
			const entry = this.entries[i];
			if (entry === void 0) return void 0;
			const length = entry.view.byteLength;
			if (at + length <= limit && sameBytes(entry.view, 0, length, view, at)) return entry;
		}
	}
	/** @param start of the JSON value, which was found to be well-formed; an empty range where the record has none */
	find(bytes, view, start, end) {
		const set = setOf(view, start, Math.min(end, start + PREFIX));
		const from = set * WAYS;
		for (let i = from; i < from + WAYS; i++) {
			const entry = this.entries[i];
			if (entry?.view.byteLength === end - start && sameBytes(entry.view, 0, end - start, view, start)) return entry;
		}
		const copy = bytes.slice(start, end);
		const known = new KnownIdentity(new DataView(copy.buffer, copy.byteOffset, copy.byteLength), this.read(copy));
		if (copy.length <= MOST_BYTES) {
			const turn = this.turns[set];
			this.entries[from + turn] = known;
			this.turns[set] = (turn + 1) % WAYS;
		}
		return known;
	}
	/** By the reference: there is one definition of each facet. */
	read(identity) {
		const { scratch } = this;
		extractEvent(identity.length === 0 ? {} : { userIdentity: JSON.parse(this.decoder.decode(identity)) }, scratch);
		return IDENTITY_FACETS.map((position) => {
			const value = scratch.facets[position];
			if (value !== void 0 && typeof value !== "string") throw new TypeError("An identity facet holds one value.");
			return value;
		});
	}
};
function setOf(view, start, end) {
	return quickHash(view, start, end) & 4095;
}
// ../../work/main/src/core/event/fast/key-scope.ts
/** What the scanner does with the value of a known name. */
var Take = /* @__PURE__ */ function(Take) {
	/** Nothing: it is walked over. */
	Take[Take["Skip"] = 0] = "Skip";
	/** Keeps the range of a string or a literal; anything else is handed over. */
	Take[Take["Text"] = 1] = "Text";
	/** Keeps the range of the value, whatever it is. */
	Take[Take["Range"] = 2] = "Range";
	/** Notes whether there is something: the range of a string or a literal, or that it is anything else. */
	Take[Take["Presence"] = 3] = "Presence";
	/** Goes into it where it is an object. */
	Take[Take["Object"] = 4] = "Object";
	/** Goes through the objects of an array. */
	Take[Take["Resources"] = 5] = "Resources";
	/** Looks for the identity among the known ones. */
	Take[Take["Identity"] = 6] = "Identity";
	return Take;
}({});
/**
* The names that the scanner knows in one kind of object. Records of a trail name their fields in
* the same order nearly always, so that the name expected next is compared first: a few words, and
* the string need not be walked.
*/
var KeyScope = class {
	keys;
	takes;
	slots;
	/** Bytes of each name without quotes. */
	lengths;
	/** Position of the name that followed a name last time; the last entry is for the start of the object. */
	following;
	/** Each name and its closing quote as words; the last one overlaps the one before. */
	words;
	ofLength;
	constructor(keys) {
		this.keys = keys;
		this.takes = Uint8Array.from(keys, ({ take }) => take);
		this.slots = Int8Array.from(keys, ({ slot }) => slot ?? -1);
		this.lengths = Uint8Array.from(keys, ({ name }) => name.length);
		this.following = Uint8Array.from({ length: keys.length + 1 }, (_, i) => i < keys.length - 1 ? i + 1 : 0);
		this.words = keys.map(({ name }) => wordsOfName(name));
		const longest = Math.max(...this.lengths);
		this.ofLength = Array.from({ length: longest + 1 }, (_, length) => keys.flatMap(({ name }, i) => name.length === length ? [i] : []));
	}
	/** Whether the bytes from `at` on, up to `limit`, are this name and its closing quote. */
	matches(key, view, at, limit) {
		const last = at + this.lengths[key] - 3;
		if (last + 4 > limit) return false;
		const words = this.words[key];
		const count = words.length - 1;
		for (let i = 0; i < count; i++) if (view.getInt32(at + i * 4, true) !== words[i]) return false;
		return view.getInt32(last, true) === words[count];
	}
	/** The name of `length` bytes at `at`, or UNKNOWN. */
	find(view, at, length, limit) {
		const candidates = this.ofLength[length];
		if (candidates === void 0) return -1;
		for (const key of candidates) if (this.matches(key, view, at, limit)) return key;
		return -1;
	}
};
/** @throws RangeError for names that are too short to be compared as words, or no ASCII */
function wordsOfName(name) {
	if (!/^[!#-[\]-~]{3,}$/.test(name)) throw new RangeError(`The scanner cannot look for the name ${name}.`);
	const bytes = Uint8Array.from(`${name}"`, (character) => character.charCodeAt(0));
	const view = new DataView(bytes.buffer);
	const whole = Math.ceil(bytes.length / 4);
	return Int32Array.from({ length: whole }, (_, i) => view.getInt32(i < whole - 1 ? i * 4 : bytes.length - 4, true));
}
// ../../work/main/src/core/event/fast/scanned-record.ts
/** Where the scanner keeps what it found in a record. */
var SLOT = {
	eventTime: 0,
	eventId: 1,
	eventName: 2,
	eventSource: 3,
	awsRegion: 4,
	sourceIPAddress: 5,
	userAgent: 6,
	errorCode: 7,
	errorMessage: 8,
	readOnly: 9,
	eventType: 10,
	managementEvent: 11,
	recipientAccountId: 12,
	eventCategory: 13,
	vpcEndpointId: 14,
	userIdentity: 15,
	requestParameters: 16,
	responseElements: 17,
	additionalEventData: 18,
	tlsDetails: 19,
	resources: 20,
	bucketName: 21,
	consoleLogin: 22,
	signatureVersion: 23,
	authenticationMethod: 24,
	additionalCipherSuite: 25,
	bytesOut: 26,
	tlsVersion: 27,
	tlsCipherSuite: 28
};
var SLOTS = 29;
/** What the value of a slot is. Strings and literals have the same text in the index as in the record. */
var Kind = /* @__PURE__ */ function(Kind) {
	Kind[Kind["Absent"] = 0] = "Absent";
	Kind[Kind["Null"] = 1] = "Null";
	/** The range is without the quotes, of ASCII and without escapes. */
	Kind[Kind["String"] = 2] = "String";
	/** `true` or `false`. */
	Kind[Kind["Literal"] = 3] = "Literal";
	/** Anything: the range is the whole value. */
	Kind[Kind["Other"] = 4] = "Other";
	return Kind;
}({});
/** Byte ranges of one record's values; filled anew for each record. */
var ScannedRecord = class {
	bytes = /* @__PURE__ */ new Uint8Array(0);
	view = new DataView(this.bytes.buffer);
	kinds = new Uint8Array(SLOTS);
	starts = new Uint32Array(SLOTS);
	ends = new Uint32Array(SLOTS);
	/** Of the resources in their order: start and end of each one's ARN, and of the account that owns it. */
	arns = new Ranges();
	owners = new Ranges();
	/** What the record's `userIdentity` gives. */
	identity;
	clear() {
		this.kinds.fill(Kind.Absent);
		this.identity = void 0;
		this.arns.count = 0;
		this.owners.count = 0;
	}
	set(slot, kind, start, end) {
		this.kinds[slot] = kind;
		this.starts[slot] = start;
		this.ends[slot] = end;
	}
	/** The record states this as a text: a string, or `true` or `false`. */
	hasText(slot) {
		const kind = this.kinds[slot];
		return kind === Kind.String || kind === Kind.Literal;
	}
	/** The record states this as a text that is not empty. */
	hasMore(slot) {
		return this.hasText(slot) && this.ends[slot] > this.starts[slot];
	}
	/** The text of a slot that has one. */
	text(slot) {
		let text = "";
		const end = this.ends[slot];
		for (let at = this.starts[slot]; at < end; at++) text += String.fromCharCode(this.bytes[at]);
		return text;
	}
};
/** A few byte ranges. */
var Ranges = class {
	count = 0;
	starts = /* @__PURE__ */ new Uint32Array(64);
	ends = /* @__PURE__ */ new Uint32Array(64);
	add(start, end) {
		this.starts[this.count] = start;
		this.ends[this.count] = end;
		this.count += 1;
	}
};
// ../../work/main/src/core/event/fast/record-keys.ts
/** Names in one resource; their slots are those of a resource, see `RESOURCE_SLOT`. */
var RESOURCE_SLOT = {
	arn: 0,
	accountId: 1,
	arnPrefix: 2
};
var RESOURCE_KEYS = new KeyScope([
	{
		name: "accountId",
		take: Take.Text,
		slot: RESOURCE_SLOT.accountId
	},
	{
		name: "type",
		take: Take.Skip
	},
	{
		name: "ARN",
		take: Take.Text,
		slot: RESOURCE_SLOT.arn
	},
	{
		name: "ARNPrefix",
		take: Take.Text,
		slot: RESOURCE_SLOT.arnPrefix
	}
]);
var requestParameters = new KeyScope([{
	name: "bucketName",
	take: Take.Text,
	slot: SLOT.bucketName
}]);
var responseElements = new KeyScope([{
	name: "ConsoleLogin",
	take: Take.Presence,
	slot: SLOT.consoleLogin
}]);
var additionalEventData = new KeyScope([
	{
		name: "SignatureVersion",
		take: Take.Text,
		slot: SLOT.signatureVersion
	},
	{
		name: "CipherSuite",
		take: Take.Text,
		slot: SLOT.additionalCipherSuite
	},
	{
		name: "bytesTransferredIn",
		take: Take.Skip
	},
	{
		name: "AuthenticationMethod",
		take: Take.Text,
		slot: SLOT.authenticationMethod
	},
	{
		name: "x-amz-id-2",
		take: Take.Skip
	},
	{
		name: "bytesTransferredOut",
		take: Take.Range,
		slot: SLOT.bytesOut
	}
]);
var tlsDetails = new KeyScope([
	{
		name: "tlsVersion",
		take: Take.Text,
		slot: SLOT.tlsVersion
	},
	{
		name: "cipherSuite",
		take: Take.Text,
		slot: SLOT.tlsCipherSuite
	},
	{
		name: "clientProvidedHostHeader",
		take: Take.Skip
	}
]);
/**
* The names at the top of a record, roughly in the order in which CloudTrail writes them. The
* skipped ones are here to keep the expectation of the next name going.
*/
var RECORD_KEYS = new KeyScope([
	{
		name: "eventVersion",
		take: Take.Skip
	},
	{
		name: "userIdentity",
		take: Take.Identity,
		slot: SLOT.userIdentity
	},
	{
		name: "eventTime",
		take: Take.Text,
		slot: SLOT.eventTime
	},
	{
		name: "eventSource",
		take: Take.Text,
		slot: SLOT.eventSource
	},
	{
		name: "eventName",
		take: Take.Text,
		slot: SLOT.eventName
	},
	{
		name: "awsRegion",
		take: Take.Text,
		slot: SLOT.awsRegion
	},
	{
		name: "sourceIPAddress",
		take: Take.Text,
		slot: SLOT.sourceIPAddress
	},
	{
		name: "userAgent",
		take: Take.Text,
		slot: SLOT.userAgent
	},
	{
		name: "errorCode",
		take: Take.Text,
		slot: SLOT.errorCode
	},
	{
		name: "errorMessage",
		take: Take.Presence,
		slot: SLOT.errorMessage
	},
	{
		name: "requestParameters",
		take: Take.Object,
		slot: SLOT.requestParameters,
		within: requestParameters
	},
	{
		name: "responseElements",
		take: Take.Object,
		slot: SLOT.responseElements,
		within: responseElements
	},
	{
		name: "additionalEventData",
		take: Take.Object,
		slot: SLOT.additionalEventData,
		within: additionalEventData
	},
	{
		name: "requestID",
		take: Take.Skip
	},
	{
		name: "eventID",
		take: Take.Text,
		slot: SLOT.eventId
	},
	{
		name: "readOnly",
		take: Take.Text,
		slot: SLOT.readOnly
	},
	{
		name: "resources",
		take: Take.Resources,
		slot: SLOT.resources
	},
	{
		name: "eventType",
		take: Take.Text,
		slot: SLOT.eventType
	},
	{
		name: "apiVersion",
		take: Take.Skip
	},
	{
		name: "managementEvent",
		take: Take.Text,
		slot: SLOT.managementEvent
	},
	{
		name: "recipientAccountId",
		take: Take.Text,
		slot: SLOT.recipientAccountId
	},
	{
		name: "serviceEventDetails",
		take: Take.Skip
	},
	{
		name: "sharedEventID",
		take: Take.Skip
	},
	{
		name: "vpcEndpointId",
		take: Take.Text,
		slot: SLOT.vpcEndpointId
	},
	{
		name: "vpcEndpointAccountId",
		take: Take.Skip
	},
	{
		name: "eventCategory",
		take: Take.Text,
		slot: SLOT.eventCategory
	},
	{
		name: "sessionCredentialFromConsole",
		take: Take.Skip
	},
	{
		name: "tlsDetails",
		take: Take.Object,
		slot: SLOT.tlsDetails,
		within: tlsDetails
	}
]);
// ../../work/main/src/core/event/fast/record-scanner.ts
var LETTER_F = 102;
var LETTER_N$1 = 110;
var LETTER_T$1 = 116;
var SIGN_IN = "ConsoleLogin";
/** `aws:` as a word: how notifications name their source. */
var AWS_COLON = 980645729;
/**
* Finds the values of one CloudTrail record that the index needs, in one pass over its bytes, and
* checks the JSON of the whole record on the way.
*
* It takes only what it can vouch for. Everything else is handed over to the reference, which parses
* the record: syntax errors, escapes or other alphabets in a value that a column needs, numbers,
* objects or arrays in the place of a text, names that are escaped or occur twice, objects that are
* no CloudTrail record.
*/
var RecordScanner = class {
	record = new ScannedRecord();
	walker = new JsonWalker();
	identities = new IdentityMemo();
	/** One resource at a time. */
	resource = new ScannedRecord();
	/**
	* @param at of the record's opening bracket
	* @param limit position that the record does not go beyond
	* @returns the position after the record, UNSURE where it is handed over
	*/
	scan(bytes, at, limit) {
		const { walker, record } = this;
		walker.open(bytes, limit);
		record.clear();
		record.bytes = bytes;
		record.view = walker.view;
		if (walker.byteAt(at) !== 123) return -1;
		const end = this.object(at + 1, 1, RECORD_KEYS, record);
		if (end === -1 || !this.isCloudTrail() || this.isOdd()) return -1;
		record.identity ??= this.readIdentity();
		return end;
	}
	/** Lets go of the bytes, so that they are not kept alive. */
	release() {
		this.walker.open(NOTHING, 0);
		this.record.bytes = NOTHING;
		this.record.view = this.walker.view;
	}
	/** Of an identity that was walked, or of a record without one. */
	readIdentity() {
		const { bytes, view, kinds, starts, ends } = this.record;
		if (kinds[SLOT.userIdentity] === Kind.Absent) return this.identities.find(bytes, view, 0, 0);
		return this.identities.find(bytes, view, starts[SLOT.userIdentity], ends[SLOT.userIdentity]);
	}
	/** As `isCloudTrailRecord` has it; a field that is null is there. */
	isCloudTrail() {
		const { kinds, starts, ends } = this.record;
		if (kinds[SLOT.eventSource] === Kind.String) {
			const start = starts[SLOT.eventSource];
			return ends[SLOT.eventSource] - start < 4 || this.record.view.getInt32(start, true) !== AWS_COLON;
		}
		return kinds[SLOT.eventSource] !== Kind.Absent || kinds[SLOT.eventName] !== 0 || kinds[SLOT.eventTime] !== 0;
	}
	/** Sign-ins, and errors without a code: rare, and their outcome and MFA depend on further fields. */
	isOdd() {
		const { record } = this;
		const { kinds, starts, ends } = record;
		if (kinds[SLOT.consoleLogin] !== Kind.Absent) return true;
		const name = ends[SLOT.eventName] - starts[SLOT.eventName];
		if (kinds[SLOT.eventName] === Kind.String && name === 12 && record.text(SLOT.eventName) === SIGN_IN) return true;
		if (record.hasMore(SLOT.errorCode)) return false;
		const message = kinds[SLOT.errorMessage];
		return message === Kind.Other || message === Kind.String && record.hasMore(SLOT.errorMessage);
	}
	/** @param at after the opening bracket */
	object(at, depth, scope, into) {
		const { walker } = this;
		const { following } = scope;
		let before = following.length - 1;
		let next = walker.space(at);
		if (walker.byteAt(next) === 125) return next + 1;
		for (;;) {
			if (walker.byteAt(next) !== 34) return -1;
			const start = next + 1;
			let key = following[before];
			if (scope.matches(key, walker.view, start, walker.limit)) next = start + scope.lengths[key] + 1;
			else {
				next = walker.string(start);
				if (next === -1 || walker.escaped) return -1;
				key = scope.find(walker.view, start, next - 1 - start, walker.limit);
				if (key !== -1) following[before] = key;
			}
			next = walker.colon(next);
			if (next === -1) return -1;
			if (key === -1) next = walker.value(next, depth);
			else {
				before = key;
				next = this.take(next, depth, scope, key, into);
			}
			if (next === -1) return -1;
			if (walker.byteAt(next) <= 32) next = walker.space(next);
			const byte = walker.byteAt(next);
			next += 1;
			if (byte === 125) return next;
			if (byte !== 44) return -1;
			if (walker.byteAt(next) <= 32) next = walker.space(next);
		}
	}
	/** Takes the value of a known name. */
	take(at, depth, scope, key, into) {
		const take = scope.takes[key];
		if (take === Take.Skip) return this.walker.value(at, depth);
		const slot = scope.slots[key];
		if (into.kinds[slot] !== Kind.Absent) return -1;
		if (take === Take.Text) return this.text(at, slot, into);
		if (take === Take.Identity) {
			const known = this.identities.guess(this.walker.view, at, this.walker.limit);
			if (known !== void 0) {
				const end = at + known.view.byteLength;
				into.set(slot, Kind.Other, at, end);
				into.identity = known;
				return end;
			}
		}
		const byte = this.walker.byteAt(at);
		if (byte === LETTER_N$1) {
			into.set(slot, Kind.Null, at, at + 4);
			return this.walker.value(at, depth);
		}
		if (take === Take.Resources) return this.resources(at, depth);
		if (take === Take.Presence && byte === 34) {
			const end = this.walker.string(at + 1);
			if (end !== -1) into.set(slot, Kind.String, at + 1, end - 1);
			return end;
		}
		const within = take === Take.Object && byte === 123 ? scope.keys[key]?.within : void 0;
		const end = within === void 0 ? this.walker.value(at, depth) : this.object(at + 1, depth + 1, within, into);
		if (end !== -1) into.set(slot, Kind.Other, at, end);
		return end;
	}
	/** A value that goes into a column as it stands: a plain string, true or false; or null. */
	text(at, slot, into) {
		const { walker } = this;
		const byte = walker.byteAt(at);
		if (byte === 34) {
			const end = walker.string(at + 1);
			if (end === -1 || walker.escaped || walker.wide) return -1;
			into.set(slot, Kind.String, at + 1, end - 1);
			return end;
		}
		if (byte !== LETTER_T$1 && byte !== LETTER_F && byte !== LETTER_N$1) return -1;
		const end = walker.value(at, 0);
		if (end !== -1) into.set(slot, byte === LETTER_N$1 ? Kind.Null : Kind.Literal, at, end);
		return end;
	}
	/** `resources`: an array of objects. */
	resources(at, depth) {
		const { walker, record } = this;
		if (walker.byteAt(at) !== 91) return -1;
		let next = walker.space(at + 1);
		if (walker.byteAt(next) === 93) next += 1;
		else for (let count = 0;; count++) {
			if (count === 64 || walker.byteAt(next) !== 123) return -1;
			next = this.resourceEntry(next + 1, depth + 2);
			if (next === -1) return -1;
			if (walker.byteAt(next) <= 32) next = walker.space(next);
			const byte = walker.byteAt(next);
			next += 1;
			if (byte === 93) break;
			if (byte !== 44) return -1;
			if (walker.byteAt(next) <= 32) next = walker.space(next);
		}
		record.set(SLOT.resources, Kind.Other, at, next);
		return next;
	}
	resourceEntry(at, depth) {
		const { resource, record } = this;
		resource.kinds.fill(Kind.Absent, 0, 3);
		const end = this.object(at, depth, RESOURCE_KEYS, resource);
		if (end === -1) return -1;
		const { starts, ends } = resource;
		const { arn, accountId, arnPrefix } = RESOURCE_SLOT;
		if (resource.hasText(arn)) record.arns.add(starts[arn], ends[arn]);
		else if (resource.hasText(arnPrefix)) return -1;
		if (resource.hasText(accountId)) record.owners.add(starts[accountId], ends[accountId]);
		return end;
	}
};
var NOTHING = /* @__PURE__ */ new Uint8Array(0);
// ../../work/main/src/core/format/format.ts
var MAX_RECORD_BYTES = 67108864;
// ../../work/main/src/core/segment/layout.ts
/**
* A segment: the columns of up to about 64k events, as one run of bytes, little endian.
*
* ```
* u32 magic 'TBS1' | u32 header bytes | u32 checksum | u32 0 | header JSON, padded to 8 | groups
* group: u32 directory bytes | u32 checksum | directory JSON, padded to 8 | arrays, each aligned to 8
* ```
* The header's checksum runs over the header JSON; a group's over everything after itself up to the
* end of the group, so that a group that is stored as a value of its own can be checked on its own.
*
* The window slices a segment's Blob at the group boundaries without reading it and stores each
* group as a value of its own, so that hot columns load without the others.
*/
var SEGMENT_MAGIC = 827540052;
/**
* hot: time and the facets with `temperature: 'hot'`. dedupe: event key and content hash.
* locator: where each record's bytes are. cold: all other facets and bytesOut.
*/
var GROUPS = [
	"hot",
	"dedupe",
	"locator",
	"cold"
];
// ../../work/main/src/core/event/fast/plain-time.ts
var DATE_LENGTH = 10;
var PLAIN_LENGTH = 20;
var DAY = 86400;
var LETTER_T = 84;
var LETTER_Z = 90;
var COLON = 58;
var DIGIT_0$1 = 48;
/** Reads times of the plain form from bytes, where neighbouring records share the date; else as `parseEventTime`. */
var PlainTime = class {
	date = new Uint8Array(DATE_LENGTH);
	/** Seconds of that date's midnight; NO_TIME where times of that date cannot be told by adding to it. */
	midnight = NO_TIME;
	/** Seconds since 1970 UTC of the ASCII text that is the bytes [start, end), or NO_TIME. */
	read(bytes, start, end) {
		if (end - start !== PLAIN_LENGTH) return parseEventTime(textOf(bytes, start, end));
		if (!this.isDate(bytes, start)) this.use(bytes, start);
		const seconds = this.midnight === 4294967295 ? -1 : secondsOfDay(bytes, start + DATE_LENGTH);
		return seconds < 0 ? parseEventTime(textOf(bytes, start, end)) : this.midnight + seconds;
	}
	isDate(bytes, start) {
		for (let i = 9; i >= 0; i--) if (bytes[start + i] !== this.date[i]) return false;
		return true;
	}
	use(bytes, start) {
		for (let i = 0; i < DATE_LENGTH; i++) this.date[i] = bytes[start + i];
		const midnight = parseEventTime(`${textOf(bytes, start, start + DATE_LENGTH)}T00:00:00Z`);
		this.midnight = midnight < 4294967295 - DAY ? midnight : NO_TIME;
	}
};
/** Of `THH:MM:SSZ`; -1 where it is anything else. */
function secondsOfDay(bytes, at) {
	if (bytes[at] !== LETTER_T || bytes[at + 3] !== COLON || bytes[at + 6] !== COLON || bytes[at + 9] !== LETTER_Z) return -1;
	const hour = twoDigits(bytes, at + 1);
	const minute = twoDigits(bytes, at + 4);
	const second = twoDigits(bytes, at + 7);
	return hour > 23 || minute > 59 || second > 59 ? -1 : hour * 3600 + minute * 60 + second;
}
/** 100 or more where they are no digits. */
function twoDigits(bytes, at) {
	const tens = bytes[at] - DIGIT_0$1;
	const ones = bytes[at + 1] - DIGIT_0$1;
	return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : 100;
}
function textOf(bytes, start, end) {
	let text = "";
	for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at]);
	return text;
}
// ../../work/main/src/core/event/fast/scanned-values.ts
var DIGIT_0 = 48;
/** Whole numbers of so many digits are exact as doubles. */
var EXACT_DIGITS = 15;
/** The values of a scanned record that are numbers in the index. */
var ScannedValues = class {
	times = new PlainTime();
	decoder = new TextDecoder();
	/** As `parseEventTime` has it. */
	time({ bytes, kinds, starts, ends }) {
		if (kinds[SLOT.eventTime] !== Kind.String) return NO_TIME;
		return this.times.read(bytes, starts[SLOT.eventTime], ends[SLOT.eventTime]);
	}
	/** As `wholeBytes` has it. */
	bytesOut({ bytes, kinds, starts, ends }) {
		if (kinds[SLOT.bytesOut] !== Kind.Other) return -1;
		const start = starts[SLOT.bytesOut];
		const end = ends[SLOT.bytesOut];
		if (end - start <= EXACT_DIGITS) {
			let value = 0;
			for (let at = start; at < end && value >= 0; at++) {
				const digit = bytes[at] - DIGIT_0;
				value = digit >= 0 && digit <= 9 ? value * 10 + digit : -1;
			}
			if (value >= 0) return value;
		}
		return wholeBytes(JSON.parse(this.decoder.decode(bytes.subarray(start, end))));
	}
};
// ../../work/main/src/core/segment/checksum.ts
/**
* A 32-bit checksum against accidental damage (cut or overwritten pages), cheap enough to run over
* every group that is loaded. It is no protection against forgery: the case folder is.
*
* `bytes` must start at a multiple of 4 within its buffer.
*/
function checksum(bytes) {
	const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >>> 2);
	let a = 2654435761 ^ bytes.byteLength;
	let b = 2246822519;
	let c = 3266489917;
	let d = 668265263;
	const whole = words.length & -4;
	for (let i = 0; i < whole; i += 4) {
		a = Math.imul(rotate(a) ^ words[i], 2654435761);
		b = Math.imul(rotate(b) ^ words[i + 1], 2246822519);
		c = Math.imul(rotate(c) ^ words[i + 2], 3266489917);
		d = Math.imul(rotate(d) ^ words[i + 3], 668265263);
	}
	for (let i = whole; i < words.length; i++) a = Math.imul(rotate(a) ^ words[i], 2654435761);
	for (let i = words.length * 4; i < bytes.length; i++) b = Math.imul(rotate(b) ^ bytes[i], 2246822519);
	let sum = rotate(a) ^ b;
	sum = Math.imul(rotate(sum) ^ c, 2654435761);
	sum = Math.imul(rotate(sum) ^ d, 2246822519);
	sum ^= sum >>> 15;
	return sum >>> 0;
}
function rotate(word) {
	return word << 13 | word >>> 19;
}
// ../../work/main/src/core/segment/event-key.ts
/**
* Hashes an eventID to 64 bits. Equal keys only name candidates for duplicates: content decides, so
* a collision can never merge two events. 0,0 stands for "no eventID" and is never given to one.
*/
function hashEventId(eventId, into) {
	if (eventId === void 0) {
		into.low = 0;
		into.high = 0;
		return;
	}
	let low = 608135816 ^ eventId.length;
	let high = 2242054355;
	for (let i = 0; i < eventId.length; i++) {
		const unit = eventId.charCodeAt(i);
		low = Math.imul(low ^ unit, 2654435761);
		low = low << 13 | low >>> 19;
		high = Math.imul(high + unit, 2246822507) ^ low;
		high = high << 17 | high >>> 15;
	}
	store(low, high, into);
}
/** As `hashEventId`, of an ASCII text that is the bytes [start, end). */
function hashEventIdBytes(bytes, start, end, into) {
	let low = 608135816 ^ end - start;
	let high = 2242054355;
	for (let i = start; i < end; i++) {
		const unit = bytes[i];
		low = Math.imul(low ^ unit, 2654435761);
		low = low << 13 | low >>> 19;
		high = Math.imul(high + unit, 2246822507) ^ low;
		high = high << 17 | high >>> 15;
	}
	store(low, high, into);
}
function store(low, high, into) {
	into.low = finish(low ^ high);
	into.high = finish(high + into.low | 0);
	if (into.low === 0 && into.high === 0) into.high = 1;
}
/** The finalizer of MurmurHash3: every bit of the input changes half of the output's. */
function finish(word) {
	let hash = word ^ word >>> 16;
	hash = Math.imul(hash, 2246822507);
	hash ^= hash >>> 13;
	hash = Math.imul(hash, 3266489909);
	return (hash ^ hash >>> 16) >>> 0;
}
new TextDecoder("utf-8", {
	fatal: true,
	ignoreBOM: true
});
/** The most bytes that `text` can take. */
function maxTextBytes(text) {
	return text.length * 3;
}
/**
* Writes `text` at `position`.
* @returns the position after it; `into` must have room for `maxTextBytes(text)`
*/
function writeText(text, into, position) {
	let at = position;
	for (let i = 0; i < text.length; i++) {
		const unit = text.charCodeAt(i);
		if (unit < 128) into[at++] = unit;
		else if (unit < 2048) {
			into[at++] = 192 | unit >> 6;
			into[at++] = 128 | unit & 63;
		} else {
			into[at++] = 224 | unit >> 12;
			into[at++] = 128 | unit >> 6 & 63;
			into[at++] = 128 | unit & 63;
		}
	}
	return at;
}
// ../../work/main/src/core/segment/growable.ts
/** A typed array that doubles when full: rows without an object each. */
var Growable = class {
	values;
	length = 0;
	constructor(values) {
		this.values = values;
	}
	/** Makes room for `count` more values. */
	reserve(count) {
		const needed = this.length + count;
		if (needed <= this.values.length) return;
		const grown = this.make(Math.max(needed, this.values.length * 2, 64));
		grown.set(this.values.subarray(0, this.length));
		this.values = grown;
	}
	push(value) {
		if (this.length === this.values.length) this.reserve(1);
		this.values[this.length++] = value;
	}
	/** The values so far; valid until the next change. */
	view() {
		return this.values.subarray(0, this.length);
	}
	clear() {
		this.length = 0;
	}
};
var GrowableU32 = class extends Growable {
	constructor(capacity = 0) {
		super(new Uint32Array(capacity));
	}
	make(length) {
		return new Uint32Array(length);
	}
};
var GrowableF64 = class extends Growable {
	constructor(capacity = 0) {
		super(new Float64Array(capacity));
	}
	make(length) {
		return new Float64Array(length);
	}
};
var GrowableBytes = class extends Growable {
	constructor(capacity = 0) {
		super(new Uint8Array(capacity));
	}
	make(length) {
		return new Uint8Array(length);
	}
};
// ../../work/main/src/core/segment/byte-dictionary.ts
var FIRST_PLACES = 64;
/**
* A chain this long does not come about by chance in a table at most half full: somebody made values
* that fall into one place.
*/
var LONG_CHAIN = 256;
/**
* The distinct values of a column in the order in which they came, as bytes one after the other, and
* a hash table over them. A value's code is its position plus one. Values come as strings or as the
* bytes of one: both give the same code.
*/
var ByteDictionary = class {
	#text = new GrowableBytes(256);
	#ends = new GrowableU32();
	/** Hash of each value. */
	#hashes = new GrowableU32();
	#view = new DataView(this.#text.values.buffer);
	/** Codes by place; 0 is free. */
	#places = new Uint32Array(FIRST_PLACES);
	#hash = quickHash;
	#scratch = new GrowableBytes(256);
	#scratchView = new DataView(this.#scratch.values.buffer);
	#lastText;
	#lastTextCode = 0;
	/** Where the value that came last as bytes is. */
	#lastStart = 0;
	#lastEnd = -1;
	#lastCode = 0;
	/** Number of values. */
	get size() {
		return this.#ends.length;
	}
	/** End of each value in `text`; valid until the next change. */
	get ends() {
		return this.#ends.view();
	}
	/** The values as code-unit-text.ts writes them; valid until the next change. */
	get text() {
		return this.#text.view();
	}
	/** The code of a string. */
	codeOfText(value) {
		if (value === this.#lastText) return this.#lastTextCode;
		const scratch = this.#scratch;
		const before = scratch.values;
		scratch.reserve(maxTextBytes(value));
		if (scratch.values !== before) this.#scratchView = new DataView(scratch.values.buffer);
		const length = writeText(value, scratch.values, 0);
		const code = this.#find(scratch.values, this.#scratchView, 0, length);
		this.#lastText = value;
		this.#lastTextCode = code;
		return code;
	}
	/** The code of an ASCII text that is the bytes [start, end). @param view over `bytes` */
	codeOf(bytes, view, start, end) {
		if (end - start === this.#lastEnd - this.#lastStart && sameBytes(view, start, end, this.#view, this.#lastStart)) return this.#lastCode;
		const code = this.#find(bytes, view, start, end);
		this.#lastCode = code;
		this.#lastStart = this.#startOf(code);
		this.#lastEnd = this.#ends.values[code - 1];
		return code;
	}
	clear() {
		this.#text.clear();
		this.#ends.clear();
		this.#hashes.clear();
		this.#places.fill(0);
		this.#hash = quickHash;
		this.#lastText = void 0;
		this.#lastEnd = -1;
		this.#lastStart = 0;
	}
	#startOf(code) {
		return code === 1 ? 0 : this.#ends.values[code - 2];
	}
	#find(bytes, view, start, end) {
		const places = this.#places;
		const mask = places.length - 1;
		const hash = this.#hash(view, start, end) >>> 0;
		let place = hash & mask;
		let steps = 0;
		for (let code = places[place]; code !== 0; code = places[place]) {
			if (this.#hashes.values[code - 1] === hash && this.#is(code, view, start, end)) return code;
			place = place + 1 & mask;
			steps += 1;
		}
		if (steps > LONG_CHAIN && this.#hash !== keyedHash) {
			this.#hash = keyedHash;
			this.#rehash();
			return this.#find(bytes, view, start, end);
		}
		const code = this.#append(bytes, start, end, hash);
		places[place] = code;
		if (code * 2 > places.length) this.#grow();
		return code;
	}
	#is(code, view, start, end) {
		const from = this.#startOf(code);
		if (this.#ends.values[code - 1] - from !== end - start) return false;
		return sameBytes(view, start, end, this.#view, from);
	}
	#append(bytes, start, end, hash) {
		const text = this.#text;
		const before = text.values;
		text.reserve(end - start);
		if (text.values !== before) this.#view = new DataView(text.values.buffer);
		let to = text.length;
		for (let at = start; at < end; at++) text.values[to++] = bytes[at];
		text.length = to;
		this.#ends.push(to);
		this.#hashes.push(hash);
		return this.#ends.length;
	}
	#rehash() {
		for (let code = 1; code <= this.#ends.length; code++) {
			const end = this.#ends.values[code - 1];
			this.#hashes.values[code - 1] = this.#hash(this.#view, this.#startOf(code), end);
		}
		this.#fillPlaces();
	}
	#grow() {
		this.#places = new Uint32Array(this.#places.length * 2);
		this.#fillPlaces();
	}
	#fillPlaces() {
		const places = this.#places;
		const mask = places.length - 1;
		places.fill(0);
		for (let code = 1; code <= this.#ends.length; code++) {
			let place = this.#hashes.values[code - 1] & mask;
			while (places[place] !== 0) place = place + 1 & mask;
			places[place] = code;
		}
	}
};
// ../../work/main/src/core/segment/facet-column-builder.ts
/**
* One facet's column while a segment grows: a code per event, 0 for "(none)", else the position of
* the value in the dictionary plus one. Facets with several values hold the end of each event's run
* of codes, each distinct value once, in the order of the record.
*/
var FacetColumnBuilder = class {
	definition;
	/** The column's values; a code from it may be given to `push` and `pushDistinct`. */
	dictionary = new ByteDictionary();
	#codes = new GrowableU32();
	/** End of each row's codes; only for facets with several values. */
	#ends = new GrowableU32();
	constructor(definition) {
		this.definition = definition;
	}
	/** Adds one event's value; an array only where the facet has several values. */
	add(value) {
		if (this.definition.multiple === true) {
			if (typeof value === "string") this.pushDistinct(this.dictionary.codeOfText(value));
			else if (value !== void 0) for (const one of value) this.pushDistinct(this.dictionary.codeOfText(one));
			this.endRow();
		} else if (value === void 0) this.push(0);
		else if (typeof value === "string") this.push(this.dictionary.codeOfText(value));
		else throw new TypeError(`The facet ${this.definition.name} holds one value an event, not several.`);
	}
	/** Adds one event's code, 0 for "(none)"; for facets with one value an event. */
	push(code) {
		this.#codes.push(code);
	}
	/** Adds a code to the event at hand, unless it has it; for facets with several values. `endRow` ends the event. */
	pushDistinct(code) {
		const codes = this.#codes;
		const first = this.#ends.length === 0 ? 0 : this.#ends.values[this.#ends.length - 1];
		for (let i = first; i < codes.length; i++) if (codes.values[i] === code) return;
		codes.push(code);
	}
	endRow() {
		this.#ends.push(this.#codes.length);
	}
	write(group) {
		const { name } = this.definition;
		const values = this.dictionary.size;
		if (this.definition.multiple === true) group.add(`${name}.ends`, this.#ends.view());
		if (values === 0) return;
		group.add(`${name}.codes`, narrow(this.#codes.view(), values));
		group.add(`${name}.textEnds`, this.dictionary.ends);
		group.add(`${name}.text`, this.dictionary.text);
	}
	clear() {
		this.dictionary.clear();
		this.#codes.clear();
		this.#ends.clear();
	}
};
/** The narrowest array that holds codes 0 to `largest`. */
function narrow(codes, largest) {
	if (largest < 256) return Uint8Array.from(codes);
	return largest < 65536 ? Uint16Array.from(codes) : codes;
}
// ../../work/main/src/core/segment/group-writer.ts
function align8(bytes) {
	return Math.ceil(bytes / 8) * 8;
}
function typeOf(array) {
	if (array instanceof Uint8Array) return "u8";
	if (array instanceof Uint16Array) return "u16";
	return array instanceof Uint32Array ? "u32" : "f64";
}
/** Gathers a group's arrays; they are copied only when the whole segment is laid out. */
var GroupWriter = class {
	rows;
	#arrays = [];
	constructor(rows) {
		this.rows = rows;
	}
	add(name, array) {
		this.#arrays.push({
			name,
			array
		});
	}
	/** Fixes the layout. `write` then fills exactly `length` bytes, a multiple of 8. */
	layOut() {
		const encoder = new TextEncoder();
		const widest = this.#directory(1e10).bytes;
		const start = align8(8 + encoder.encode(widest).length);
		const { bytes, end } = this.#directory(start);
		return {
			length: align8(end),
			write: (into) => {
				const view = new DataView(into.buffer, into.byteOffset, into.byteLength);
				view.setUint32(0, start - 8, true);
				into.set(encoder.encode(bytes.padEnd(start - 8, " ")), 8);
				let at = start;
				for (const { array } of this.#arrays) {
					into.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
					at += align8(array.byteLength);
				}
				view.setUint32(4, checksum(into.subarray(8)), true);
			}
		};
	}
	#directory(start) {
		let at = start;
		const arrays = this.#arrays.map(({ name, array }) => {
			const entry = {
				name,
				type: typeOf(array),
				offset: at,
				length: array.length
			};
			at += align8(array.byteLength);
			return entry;
		});
		const directory = {
			rows: this.rows,
			arrays
		};
		return {
			bytes: JSON.stringify(directory),
			end: at
		};
	}
};
// ../../work/main/src/core/segment/scanned-columns.ts
/** Columns whose value is a text of the record as it stands. */
var PLAIN$1 = [
	["sourceIPAddress", SLOT.sourceIPAddress],
	["awsRegion", SLOT.awsRegion],
	["recipientAccountId", SLOT.recipientAccountId],
	["readOnly", SLOT.readOnly],
	["eventType", SLOT.eventType],
	["bucketName", SLOT.bucketName],
	["vpcEndpointId", SLOT.vpcEndpointId],
	["signatureVersion", SLOT.signatureVersion],
	["authenticationMethod", SLOT.authenticationMethod],
	["tlsVersion", SLOT.tlsVersion]
];
var OPENING = 91;
var CLOSING = 93;
/** More codes than a segment has rows. */
var CODE_SPAN = 2 ** 20;
/**
* Adds scanned records to the columns of a segment: texts by their bytes, and what is derived from
* several fields by what the reference made of the same fields before.
*/
var ScannedColumns = class {
	#facets;
	#plainSlots = Uint8Array.from(PLAIN$1, ([, slot]) => slot);
	#plain;
	#identity;
	#named;
	#derived;
	#special;
	/** Code of the outcome by code of the error; valid for one segment. */
	#outcomes = /* @__PURE__ */ new Map();
	/** Code of the level by code of the category, and by what else decides where there is none; for one segment. */
	#levels = /* @__PURE__ */ new Map();
	#oldLevels = /* @__PURE__ */ new Map();
	/** Counts segments, to tell whose codes the memo holds. */
	#segment = 0;
	constructor(facets) {
		this.#facets = facets;
		const column = (name) => this.#at(facetPosition(name) ?? -1);
		this.#plain = PLAIN$1.map(([name]) => column(name));
		this.#identity = IDENTITY_FACETS.map((position) => this.#at(position));
		this.#named = {
			eventName: column("eventName"),
			eventSource: column("eventSource"),
			errorCode: column("errorCode"),
			eventCategory: column("eventCategory")
		};
		this.#derived = {
			outcome: column("outcome"),
			level: column("level")
		};
		this.#special = {
			userAgent: column("userAgent"),
			cipherSuite: column("cipherSuite"),
			resource: column("resource"),
			ownerAccountId: column("ownerAccountId")
		};
	}
	/** The columns are empty again. */
	clear() {
		this.#outcomes.clear();
		this.#levels.clear();
		this.#oldLevels.clear();
		this.#segment += 1;
	}
	/** Adds one event's facets, the same as `extractEvent` reads from the record. */
	add(record) {
		for (let i = 0; i < this.#plain.length; i++) {
			const column = this.#plain[i];
			column.push(codeOf(column, record, this.#plainSlots[i]));
		}
		const { eventName, eventSource, errorCode, eventCategory } = this.#named;
		const name = codeOf(eventName, record, SLOT.eventName);
		const source = codeOf(eventSource, record, SLOT.eventSource);
		const error = codeOf(errorCode, record, SLOT.errorCode);
		const category = codeOf(eventCategory, record, SLOT.eventCategory);
		eventName.push(name);
		eventSource.push(source);
		errorCode.push(error);
		eventCategory.push(category);
		this.#derived.outcome.push(this.#outcome(record, error));
		this.#derived.level.push(this.#level(record, category, source, name));
		this.#addIdentity(record);
		this.#addUserAgent(record);
		const { cipherSuite, resource, ownerAccountId } = this.#special;
		const cipher = record.hasText(SLOT.tlsCipherSuite) ? SLOT.tlsCipherSuite : SLOT.additionalCipherSuite;
		cipherSuite.push(codeOf(cipherSuite, record, cipher));
		addRanges(resource, record, record.arns);
		addRanges(ownerAccountId, record, record.owners);
	}
	#at(position) {
		const column = this.#facets[position];
		if (column === void 0) throw new RangeError("A facet of scanned records has no column.");
		return column;
	}
	#outcome(record, error) {
		const key = record.hasMore(SLOT.errorCode) ? error : 0;
		const known = this.#outcomes.get(key);
		if (known !== void 0) return known;
		const outcome = outcomeOf(key === 0 ? {} : { errorCode: record.text(SLOT.errorCode) });
		const code = this.#derived.outcome.dictionary.codeOfText(outcome);
		this.#outcomes.set(key, code);
		return code;
	}
	#level(record, category, source, name) {
		if (record.hasMore(SLOT.eventCategory)) {
			const known = this.#levels.get(category);
			if (known !== void 0) return known;
			const code = this.#levelCode({ eventCategory: record.text(SLOT.eventCategory) });
			this.#levels.set(category, code);
			return code;
		}
		const managed = record.hasText(SLOT.managementEvent) ? managementKey(record) : 0;
		const key = (managed * CODE_SPAN + source) * CODE_SPAN + name;
		const known = managed === OTHER_TEXT ? void 0 : this.#oldLevels.get(key);
		if (known !== void 0) return known;
		const code = this.#levelCode({
			managementEvent: record.hasText(SLOT.managementEvent) ? record.text(SLOT.managementEvent) : null,
			eventSource: record.kinds[SLOT.eventSource] === Kind.String ? record.text(SLOT.eventSource) : null,
			eventName: record.kinds[SLOT.eventName] === Kind.String ? record.text(SLOT.eventName) : null
		});
		this.#oldLevels.set(key, code);
		return code;
	}
	#levelCode(fields) {
		const level = levelOf(fields);
		return level === void 0 ? 0 : this.#derived.level.dictionary.codeOfText(level);
	}
	#addIdentity(record) {
		const known = record.identity;
		if (known === void 0) throw new Error("A scanned record without its identity.");
		const { codes } = known;
		const columns = this.#identity;
		if (known.codesOf !== this.#segment) {
			for (let i = 0; i < columns.length; i++) {
				const value = known.values[i];
				codes[i] = value === void 0 ? 0 : columns[i].dictionary.codeOfText(value);
			}
			known.codesOf = this.#segment;
		}
		for (let i = 0; i < columns.length; i++) columns[i].push(codes[i]);
	}
	/** Without brackets around it, as the reference has it. */
	#addUserAgent(record) {
		const { userAgent } = this.#special;
		const start = record.starts[SLOT.userAgent];
		const end = record.ends[SLOT.userAgent];
		const { bytes } = record;
		if (record.hasMore(SLOT.userAgent) && end - start >= 2 && bytes[start] === OPENING && bytes[end - 1] === CLOSING) {
			record.starts[SLOT.userAgent] = start + 1;
			record.ends[SLOT.userAgent] = end - 1;
		}
		userAgent.push(codeOf(userAgent, record, SLOT.userAgent));
	}
};
function codeOf(column, record, slot) {
	const { kinds, starts, ends } = record;
	const kind = kinds[slot];
	if (kind !== Kind.String && kind !== Kind.Literal) return 0;
	return column.dictionary.codeOf(record.bytes, record.view, starts[slot], ends[slot]);
}
function addRanges(column, record, { count, starts, ends }) {
	for (let i = 0; i < count; i++) column.pushDistinct(column.dictionary.codeOf(record.bytes, record.view, starts[i], ends[i]));
	column.endRow();
}
var OTHER_TEXT = 3;
/** Two spellings have a meaning. */
function managementKey(record) {
	const text = record.text(SLOT.managementEvent);
	return text === "true" ? 1 : text === "false" ? 2 : OTHER_TEXT;
}
/** `bytesOut` as u32: not stated. */
var NOT_STATED = 4294967295;
/** Gathers events into columns and lays them out as one segment. No object is kept per event. */
var SegmentBuilder = class {
	#facets = FACETS.map((definition) => new FacetColumnBuilder(definition));
	#time = new GrowableU32();
	#bytesOut = new GrowableF64();
	#key = new GrowableU32();
	#hash = new GrowableBytes();
	#source = new GrowableU32();
	#record = new GrowableU32();
	#offset = new GrowableU32();
	#length = new GrowableU32();
	#covers = [];
	#eventKey = {
		low: 0,
		high: 0
	};
	#scanned = new ScannedColumns(this.#facets);
	#scannedValues = new ScannedValues();
	/** Events so far. */
	get rows() {
		return this.#time.length;
	}
	/** Ranges so far: a segment may cover sources without giving an event. */
	get ranges() {
		return this.#covers.length;
	}
	/**
	* Adds one event.
	* @param contentHash SHA-256 of the record's bytes: the first 16 bytes from `hashOffset` are kept
	*/
	add(values, locator, contentHash, hashOffset = 0) {
		checkHash(contentHash, hashOffset);
		for (let i = 0; i < this.#facets.length; i++) this.#facets[i]?.add(values.facets[i]);
		this.#time.push(values.time);
		this.#bytesOut.push(values.bytesOut);
		hashEventId(values.eventId, this.#eventKey);
		this.#addPlace(locator, contentHash, hashOffset);
	}
	/** Adds one event as the scanner found it: the columns get what `add` would put there. */
	addScanned(record, locator, contentHash) {
		checkHash(contentHash, 0);
		this.#time.push(this.#scannedValues.time(record));
		this.#bytesOut.push(this.#scannedValues.bytesOut(record));
		if (record.hasMore(SLOT.eventId)) {
			const start = record.starts[SLOT.eventId];
			hashEventIdBytes(record.bytes, start, record.ends[SLOT.eventId], this.#eventKey);
		} else hashEventId(void 0, this.#eventKey);
		this.#addPlace(locator, contentHash, 0);
		this.#scanned.add(record);
	}
	/** States that the records of `range` are in this segment (or gave no event). */
	cover(range) {
		const last = this.#covers.at(-1);
		if (last !== void 0 && last.source === range.source && last.end === range.first && !last.last) this.#covers[this.#covers.length - 1] = {
			...range,
			first: last.first
		};
		else this.#covers.push({ ...range });
	}
	/** The segment's bytes. The builder is empty and ready for the next one afterwards. */
	finish() {
		const rows = this.rows;
		const groups = {
			hot: new GroupWriter(rows),
			dedupe: new GroupWriter(rows),
			locator: new GroupWriter(rows),
			cold: new GroupWriter(rows)
		};
		groups.hot.add("time", this.#time.view());
		for (const facet of this.#facets) facet.write(groups[facet.definition.temperature]);
		groups.dedupe.add("key", this.#key.view());
		groups.dedupe.add("hash", this.#hash.view());
		groups.locator.add("source", this.#source.view());
		groups.locator.add("record", this.#record.view());
		groups.locator.add("offset", this.#offset.view());
		groups.locator.add("length", this.#length.view());
		const bytesOut = this.#bytesOutColumn();
		if (bytesOut !== void 0) groups.cold.add("bytesOut", bytesOut);
		const segment = this.#assemble(groups);
		this.reset();
		return segment;
	}
	/** Forgets everything added since the last `finish`. */
	reset() {
		for (const facet of this.#facets) facet.clear();
		this.#scanned.clear();
		const columns = [
			this.#time,
			this.#bytesOut,
			this.#key,
			this.#hash
		];
		for (const column of [
			...columns,
			this.#source,
			this.#record,
			this.#offset,
			this.#length
		]) column.clear();
		this.#covers.length = 0;
	}
	#addPlace(locator, contentHash, hashOffset) {
		this.#key.push(this.#eventKey.low);
		this.#key.push(this.#eventKey.high);
		this.#addHash(contentHash, hashOffset);
		this.#source.push(locator.source);
		this.#record.push(locator.record);
		this.#offset.push(locator.offset);
		this.#length.push(locator.length);
	}
	#addHash(contentHash, from) {
		const hash = this.#hash;
		hash.reserve(16);
		for (let i = 0; i < 16; i++) hash.values[hash.length + i] = contentHash[from + i] ?? 0;
		hash.length += 16;
	}
	/** Absent where no event states bytes; u32 where they fit, which is nearly always. */
	#bytesOutColumn() {
		const values = this.#bytesOut.view();
		let largest = -1;
		for (const value of values) if (value > largest) largest = value;
		if (largest < 0) return void 0;
		if (largest >= NOT_STATED) return values;
		return Uint32Array.from(values, (value) => value < 0 ? NOT_STATED : value);
	}
	#timeRange() {
		let first = NO_TIME;
		let last = -1;
		for (const time of this.#time.view()) {
			if (time === 4294967295) continue;
			if (time < first) first = time;
			if (time > last) last = time;
		}
		return last < 0 ? {
			firstTime: null,
			lastTime: null
		} : {
			firstTime: first,
			lastTime: last
		};
	}
	#assemble(writers) {
		const parts = GROUPS.map((name) => ({
			name,
			...writers[name].layOut()
		}));
		const fixed = {
			version: 1,
			rows: this.rows,
			...this.#timeRange(),
			covers: this.#covers.flatMap((range) => [
				range.source,
				range.first,
				range.end,
				range.last ? 1 : 0
			])
		};
		const headerFrom = (start) => {
			let at = start;
			const groups = parts.map(({ name, length }) => {
				const entry = [name, {
					offset: at,
					length
				}];
				at += length;
				return entry;
			});
			return {
				json: JSON.stringify({
					...fixed,
					groups: Object.fromEntries(groups)
				}),
				end: at
			};
		};
		const start = align8(16 + headerFrom(1e10).json.length);
		const { json, end } = headerFrom(start);
		const segment = new Uint8Array(end);
		const view = new DataView(segment.buffer);
		view.setUint32(0, SEGMENT_MAGIC, true);
		view.setUint32(4, start - 16, true);
		segment.set(new TextEncoder().encode(json.padEnd(start - 16, " ")), 16);
		view.setUint32(8, checksum(segment.subarray(16, start)), true);
		let at = start;
		for (const part of parts) {
			part.write(segment.subarray(at, at + part.length));
			at += part.length;
		}
		return segment;
	}
};
function checkHash(contentHash, from) {
	if (contentHash.length >= from + 16) return;
	throw new RangeError(`A content hash needs 16 bytes.`);
}
// ../../work/main/src/main/indexing/record-indexer.ts
var FIRST_ROWS = 8192;
/**
* Takes the records of one source after the other: decodes them, adds them to segments, and keeps
* account of what is covered and what was rejected. Nothing is allocated per record that outlives it.
*/
var RecordIndexer = class {
	options;
	/** Events added since the indexer was made. */
	total = 0;
	builder = new SegmentBuilder();
	scanner = new RecordScanner();
	values = newEventValues();
	contentHash = /* @__PURE__ */ new Uint8Array(16);
	locator = {
		source: 0,
		record: 0,
		offset: 0,
		length: 0
	};
	covers = [];
	rowLimit;
	format;
	/** Records of this source may be taken by the scanner. */
	scans = false;
	next = 0;
	events = 0;
	rejected = 0;
	rejects = [];
	/** First record not yet said to be covered; -1 within a range that is covered elsewhere. */
	open = 0;
	skip = [];
	skipAt = 0;
	constructor(options) {
		this.options = options;
		this.rowLimit = options.firstRows ?? FIRST_ROWS;
	}
	/** The records that follow are those of this source. @param skip sorted ranges that are covered already */
	begin(source, skip) {
		this.locator.source = source;
		this.format = void 0;
		this.scans = false;
		this.next = 0;
		this.events = 0;
		this.rejected = 0;
		this.rejects = [];
		this.open = 0;
		this.skip = skip;
		this.skipAt = 0;
	}
	/** Sets how the records are decoded, once the source's format is known. */
	use(format) {
		this.format = format;
		this.scans = this.options.scan === true && this.skip.length === 0 && !format.id.startsWith("lookup-");
	}
	take(bytes, start, limit, offset, whole) {
		if (!this.scans) return -1;
		const end = this.scanner.scan(bytes, start, limit);
		if (end < 0 || whole && end !== limit || end - start > 67108864) return -1;
		const number = this.next;
		this.next = number + 1;
		this.hashContent(bytes.subarray(start, end));
		this.place(number, offset, end - start);
		this.builder.addScanned(this.scanner.record, this.locator, this.contentHash);
		this.added();
		return end;
	}
	record(bytes, start, end, offset) {
		const number = this.next;
		this.next = number + 1;
		if (this.skip.length > 0 && this.isSkipped(number)) return;
		if (this.format === void 0) throw new Error("Records came before their format was known.");
		const length = end - start;
		const decoded = this.format.decode(bytes, start, end);
		if (!decoded.ok) {
			this.quarantine({
				reason: decoded.reason,
				record: number,
				offset,
				length,
				message: decoded.message
			});
			return;
		}
		extractEvent(decoded.record, this.values);
		this.hashContent(decoded.text ?? bytes.subarray(start, end));
		this.place(number, offset, length);
		this.builder.add(this.values, this.locator, this.contentHash);
		this.added();
	}
	reject(reject) {
		if (reject.record !== void 0 && reject.record >= this.next) {
			const number = reject.record;
			this.next = number + 1;
			if (this.skip.length > 0) this.isSkipped(number);
		}
		this.quarantine(reject);
	}
	/** The source's records have ended. */
	end() {
		if (this.next > 0) this.cover(this.next, true);
		const { next: records, events, rejected, rejects } = this;
		return {
			records,
			events,
			rejected,
			rejects
		};
	}
	/** The source could not be read on: what came so far is covered, its end is not. */
	abandon() {
		this.cover(this.next, false);
	}
	/** Gives out what is gathered as a segment, if there is anything. */
	flush() {
		const { rows, ranges } = this.builder;
		if (rows === 0 && ranges === 0) return;
		const covers = [...this.covers];
		this.covers.length = 0;
		this.rowLimit = this.options.rows ?? 65536;
		this.options.onSegment({
			bytes: this.builder.finish(),
			rows,
			covers
		});
	}
	place(record, offset, length) {
		this.locator.record = record;
		this.locator.offset = offset;
		this.locator.length = length;
	}
	added() {
		this.events += 1;
		this.total += 1;
		if (this.builder.rows < this.rowLimit) return;
		this.cover(this.next, false);
		this.flush();
	}
	quarantine(reject) {
		this.rejected += 1;
		if (this.rejects.length < 100) this.rejects.push(reject);
	}
	/** Moves over the ranges that are covered elsewhere, and says what came before them. */
	isSkipped(number) {
		let range = this.skip[this.skipAt];
		while (range !== void 0 && number >= range[1]) {
			this.skipAt += 1;
			range = this.skip[this.skipAt];
		}
		if (range !== void 0 && number >= range[0]) {
			if (this.open >= 0) this.cover(number, false);
			this.open = -1;
			return true;
		}
		if (this.open < 0) this.open = number;
		return false;
	}
	cover(end, last) {
		const first = this.open < 0 ? end : this.open;
		if (first === end && !last) return;
		const range = {
			source: this.locator.source,
			first,
			end,
			last
		};
		this.builder.cover(range);
		this.covers.push(range);
		this.open = end;
	}
	/** Of the record's own text where it lies in another one as a string, so that copies of it are found equal. */
	hashContent(content) {
		const digest = hash("sha256", content, "binary");
		for (let i = 0; i < 16; i += 1) this.contentHash[i] = digest.charCodeAt(i);
	}
};
// ../../work/main/src/main/indexing/gzip-header.ts
var MAX_HEADER = 1048576;
var FHCRC = 2;
var FEXTRA = 4;
var FNAME = 8;
var FCOMMENT = 16;
var RESERVED = 224;
/** True where the bytes begin like a gzip member with the one method that exists, deflate. */
function isGzip(bytes) {
	return bytes.length >= 3 && bytes[0] === 31 && bytes[1] === 139 && bytes[2] === 8;
}
/** Finds where the compressed data of a gzip member begins (RFC 1952, 2.3). */
function scanGzipHeader(bytes) {
	if (bytes.length > 0 && bytes[0] !== 31) return { state: "invalid" };
	if (bytes.length > 1 && bytes[1] !== 139) return { state: "invalid" };
	if (bytes.length > 2 && bytes[2] !== 8) return { state: "invalid" };
	const flags = bytes[3] ?? 0;
	if ((flags & RESERVED) !== 0) return { state: "invalid" };
	let length = 10;
	if ((flags & FEXTRA) !== 0) length += 2 + (bytes[10] ?? 0) + (bytes[11] ?? 0) * 256;
	for (const text of [FNAME, FCOMMENT]) {
		if ((flags & text) === 0) continue;
		const end = bytes.indexOf(0, length);
		if (end < 0) return bytes.length > MAX_HEADER ? { state: "invalid" } : { state: "partial" };
		length = end + 1;
	}
	if ((flags & FHCRC) !== 0) length += 2;
	if (length > MAX_HEADER) return { state: "invalid" };
	return bytes.length < length ? { state: "partial" } : {
		state: "complete",
		length
	};
}
// ../../work/main/src/main/indexing/gzip-inflater.ts
var OUTPUT_CHUNK = 262144;
var REREAD_CHUNK = 262144;
/** Stored bytes handed over at a time near a damaged place: what zlib had not yet given out there is lost. */
var RECOVERY_CHUNK = 64;
var TRAILER = 8;
/**
* Inflates a gzip source member by member from stored bytes pushed in order. Node's own gunzip
* drops what it had inflated when a member is damaged and takes bytes after the last member for
* damage; here both are told apart, and everything before the fault is kept.
*/
var GzipInflater = class {
	options;
	/** Set once nothing more will be inflated. */
	fault;
	/** Things worth knowing that did not stop it. */
	findings = [];
	inflated = 0;
	state = "header";
	pending = /* @__PURE__ */ new Uint8Array(0);
	raw;
	/** Offsets in the source. */
	consumed = 0;
	bodyStart = 0;
	/** Inflated bytes before the current member. */
	memberBase = 0;
	crc = 0;
	members = 0;
	afterBytes = 0;
	afterZero = true;
	constructor(options) {
		this.options = options;
	}
	/** Takes the next stored bytes. Does nothing after a fault. */
	async push(chunk) {
		let rest = chunk;
		while (rest.length > 0 && this.fault === void 0) switch (this.state) {
			case "header":
				rest = this.header(rest);
				break;
			case "body":
				rest = await this.body(rest);
				break;
			case "trailer":
				rest = this.trailer(rest);
				break;
			case "after":
				this.after(rest);
				return;
		}
	}
	/** The stored bytes have ended. */
	end() {
		if (this.fault === void 0) this.finish();
		this.close();
	}
	/** Frees zlib's memory; needed where `end` is not reached. */
	close() {
		this.raw?.abandon();
		this.raw = void 0;
	}
	header(rest) {
		const bytes = this.pending.length === 0 ? rest : Buffer.concat([this.pending, rest]);
		const scan = scanGzipHeader(bytes);
		if (scan.state === "partial") {
			this.pending = bytes.slice();
			return bytes.subarray(bytes.length);
		}
		this.pending = /* @__PURE__ */ new Uint8Array(0);
		if (scan.state === "invalid") {
			if (this.members === 0) {
				this.stop("gzip", "its gzip header is damaged: get an undamaged copy of the file");
				return rest;
			}
			this.state = "after";
			return bytes;
		}
		this.consumed += scan.length;
		this.bodyStart = this.consumed;
		this.memberBase = this.inflated;
		this.crc = 0;
		this.raw = new RawMember((chunk) => this.output(chunk));
		this.state = "body";
		return bytes.subarray(scan.length);
	}
	async body(rest) {
		const raw = this.raw;
		if (raw === void 0) throw new Error("A gzip body without a header");
		const failed = await raw.write(rest);
		if (this.fault !== void 0) return rest;
		if (failed) {
			await this.recover(rest.length);
			return rest;
		}
		const taken = raw.taken;
		this.consumed += taken;
		if (taken === rest.length) return rest.subarray(taken);
		this.close();
		this.state = "trailer";
		return rest.subarray(taken);
	}
	trailer(rest) {
		const bytes = this.pending.length === 0 ? rest : Buffer.concat([this.pending, rest]);
		if (bytes.length < TRAILER) {
			this.pending = bytes.slice();
			return bytes.subarray(bytes.length);
		}
		this.pending = /* @__PURE__ */ new Uint8Array(0);
		const view = new DataView(bytes.buffer, bytes.byteOffset, TRAILER);
		const length = this.inflated - this.memberBase;
		if (view.getUint32(0, true) !== this.crc || view.getUint32(4, true) !== length % 2 ** 32) this.findings.push({
			reason: "gzip",
			offset: this.memberBase,
			length,
			message: `The checksum of gzip member ${this.members + 1} does not match what it inflates to: some of these bytes are damaged. Get an undamaged copy of the file.`
		});
		this.consumed += TRAILER;
		this.members += 1;
		this.state = "header";
		return bytes.subarray(TRAILER);
	}
	after(rest) {
		this.afterBytes += rest.length;
		this.afterZero &&= rest.every((byte) => byte === 0);
	}
	finish() {
		if (this.state === "header" && this.pending.length > 0 && this.members > 0) this.after(this.pending);
		else if (this.state === "body" || this.state === "trailer" || this.members === 0) {
			this.stop("truncated", "its gzip data end too early: get a complete copy of the file");
			return;
		}
		if (this.afterBytes === 0) return;
		const what = this.afterZero ? "zero bytes of padding" : "bytes that are no gzip member";
		this.findings.push({
			reason: "trailing",
			offset: this.inflated,
			length: 0,
			message: `${this.afterBytes} ${what} follow the gzip data, from byte ${this.consumed} of the stored file. They are kept as evidence and hold no records.`
		});
	}
	output(chunk) {
		if (this.fault !== void 0) return;
		const { limits } = this.options;
		const stored = this.consumed + (this.raw?.taken ?? 0);
		const byRatio = Math.max(limits.ratioFrom, limits.ratio * stored);
		const allowed = Math.min(byRatio, limits.size - 1) - this.inflated;
		const taken = chunk.length <= allowed ? chunk : chunk.subarray(0, Math.max(0, allowed));
		this.inflated += taken.length;
		this.crc = crc32(taken, this.crc);
		if (taken.length > 0) this.options.onInflated(taken);
		if (taken === chunk) return;
		const what = byRatio >= limits.size ? `it inflates to ${String(limits.size)} bytes or more: split it into smaller files` : `it inflates to over ${String(limits.ratio)} times its stored size, like a decompression bomb: inflate it by hand if it is trusted`;
		this.stop("inflates-too-far", what);
	}
	stop(reason, message) {
		this.fault = {
			reason,
			message: `Reading stopped at inflated byte ${this.inflated}: ${message}.`
		};
		this.close();
	}
	/**
	* zlib reported damage somewhere in the last `length` stored bytes, and kept to itself what it
	* had inflated of them. Inflates the member again up to there, then in small steps.
	*/
	async recover(length) {
		let skip = this.inflated - this.memberBase;
		const again = new RawMember((chunk) => {
			const seen = Math.min(skip, chunk.length);
			skip -= seen;
			if (seen < chunk.length) this.output(chunk.subarray(seen));
		});
		this.close();
		this.raw = again;
		const suspect = this.consumed;
		const buffer = new Uint8Array(REREAD_CHUNK);
		let at = this.bodyStart;
		let failed = false;
		while (!failed && at < suspect + length) {
			const step = at < suspect ? Math.min(buffer.length, suspect - at) : Math.min(RECOVERY_CHUNK, suspect + length - at);
			const count = this.options.reread(buffer.subarray(0, step), at);
			if (count === 0) break;
			failed = await again.write(buffer.subarray(0, count));
			at += count;
		}
		if (this.fault === void 0) this.stop("gzip", `its gzip data are damaged near byte ${at} of the stored file: get an undamaged copy`);
	}
};
/** One raw deflate stream of a member. */
var RawMember = class {
	/** Stored bytes that the last write took; fewer than given where the member ended. */
	before = 0;
	failed = false;
	zlib;
	settle;
	constructor(onInflated) {
		this.zlib = createInflateRaw({ chunkSize: OUTPUT_CHUNK });
		this.zlib.on("data", onInflated);
		this.zlib.on("error", () => {
			this.failed = true;
			this.settle?.();
		});
	}
	get taken() {
		return this.zlib.bytesWritten - this.before;
	}
	/** Resolves once all output of these bytes was given out; true where the data are damaged. */
	async write(bytes) {
		this.before = this.zlib.bytesWritten;
		await new Promise((resolve) => {
			this.settle = resolve;
			this.zlib.write(bytes, () => resolve());
		});
		this.settle = void 0;
		while (!this.failed && this.zlib.readableLength > 0) await new Promise((resolve) => setImmediate(resolve));
		return this.failed;
	}
	/** Stops at once, in the middle of a write too. */
	abandon() {
		this.failed = true;
		this.zlib.destroy();
		this.settle?.();
	}
};
// ../../work/main/src/main/indexing/source-stream.ts
var READ_CHUNK = 262144;
var INFLATED_CHUNK = 4194304;
/** What gunzip may give in one go; more is streamed. */
var INFLATE_AT_ONCE = 67108864;
/**
* Reads a source once: hashes the stored bytes, inflates gzip (told by its magic bytes, all
* members), hashes what came out. Never throws for damaged data: that is a fault or a finding.
*
* @throws the system's error where reading fails; what `between` throws
*/
async function streamSource(stored, options) {
	return stored.size < (options.small ?? 8388608) ? await streamSmall(stored, options) : await streamLarge(stored, options);
}
async function streamSmall(stored, options) {
	const bytes = stored.all();
	const sha256 = hash("sha256", bytes, "hex");
	const result = {
		size: bytes.length,
		sha256,
		gzip: isGzip(bytes),
		stored: bytes
	};
	if (options.inflate === false || isRuledOut(sha256, options)) return {
		...result,
		...NOTHING_READ
	};
	if (!result.gzip) return {
		...result,
		...await emit(bytes, options, () => sha256)
	};
	const inflated = gunzipAtOnce(bytes, options.limits);
	if (inflated !== void 0) return {
		...result,
		...await emit(inflated, options, () => hash("sha256", inflated, "hex"))
	};
	const pass = new InflatePass(stored, options);
	try {
		for (let at = 0; at < bytes.length; at += READ_CHUNK) await pass.push(bytes.subarray(at, at + READ_CHUNK));
		return {
			...result,
			...pass.end()
		};
	} finally {
		pass.close();
	}
}
function isRuledOut(sha256, options) {
	if (options.expected !== void 0 && options.expected !== sha256) return true;
	return options.known?.includes(sha256) === true;
}
var NOTHING_READ = {
	inflatedSize: 0,
	inflatedSha256: null,
	fault: void 0,
	findings: [],
	read: false
};
async function emit(bytes, options, sha256) {
	for (let at = 0; at < bytes.length; at += INFLATED_CHUNK) {
		options.onInflated(bytes.subarray(at, at + INFLATED_CHUNK));
		await options.between();
	}
	const inflatedSha256 = options.hashInflated ? sha256() : null;
	return {
		inflatedSize: bytes.length,
		inflatedSha256,
		fault: void 0,
		findings: [],
		read: true
	};
}
async function streamLarge(stored, options) {
	if (options.expected !== void 0 || (options.known?.length ?? 0) > 0) {
		const sha256 = await hashOnly(stored, options);
		const gzip = false;
		if (isRuledOut(sha256, options)) return {
			size: stored.size,
			sha256,
			gzip,
			stored: void 0,
			...NOTHING_READ
		};
	}
	const storedHash = createHash("sha256");
	const buffer = new Uint8Array(READ_CHUNK);
	let size = 0;
	let inflate;
	const wanted = options.inflate !== false;
	try {
		for (;;) {
			const count = readOn(stored, buffer, size, inflate);
			if (count === 0) break;
			const chunk = buffer.subarray(0, count);
			storedHash.update(chunk);
			options.onStored?.(chunk);
			if (wanted) inflate ??= isGzip(chunk) ? new InflatePass(stored, options) : new PlainPass(options);
			await (inflate === void 0 ? options.between() : inflate.push(chunk));
			size += count;
		}
		const gzip = inflate instanceof InflatePass;
		const result = {
			size,
			sha256: storedHash.digest("hex"),
			gzip,
			stored: void 0
		};
		return wanted ? {
			...result,
			...(inflate ?? new PlainPass(options)).end()
		} : {
			...result,
			...NOTHING_READ
		};
	} finally {
		if (inflate instanceof InflatePass) inflate.close();
	}
}
/** What was read before the disk failed is evidence too: the fault says that it is not all. */
function readOn(stored, into, at, pass) {
	try {
		return stored.read(into, at);
	} catch (cause) {
		if (pass === void 0 || errorCode(cause) === void 0) throw cause;
		const message = `The file could be read only up to stored byte ${at}: ${describeFileError(cause)}.`;
		pass.fail({
			reason: "unreadable",
			message
		});
		return 0;
	}
}
/**
* The usual case in one call of zlib: an undamaged gzip file of moderate size. Undefined where
* anything is unusual, and the inflater must look.
*/
function gunzipAtOnce(bytes, limits) {
	const most = Math.min(INFLATE_AT_ONCE, limits.ratioFrom, limits.size - 1);
	const trailer = new DataView(bytes.buffer, bytes.byteOffset + Math.max(0, bytes.length - 4), Math.min(4, bytes.length));
	const hint = trailer.byteLength === 4 ? trailer.getUint32(0, true) : 0;
	if (hint > most) return void 0;
	const chunkSize = Math.max(1024, hint + 64);
	try {
		const { buffer, engine } = gunzipSync(bytes, {
			chunkSize,
			maxOutputLength: most,
			info: true
		});
		return engine.bytesWritten === bytes.length ? buffer : void 0;
	} catch (cause) {
		if (isZlibError(cause)) return void 0;
		throw cause;
	}
}
function isZlibError(cause) {
	if (!(cause instanceof Error) || !("code" in cause) || typeof cause.code !== "string") return false;
	return cause.code.startsWith("Z_") || cause.code === "ERR_BUFFER_TOO_LARGE";
}
async function hashOnly(stored, options) {
	const sha256 = createHash("sha256");
	const buffer = new Uint8Array(READ_CHUNK);
	let at = 0;
	for (let count = stored.read(buffer, at); count > 0; count = stored.read(buffer, at)) {
		sha256.update(buffer.subarray(0, count));
		at += count;
		await options.between();
	}
	return sha256.digest("hex");
}
var InflatePass = class {
	options;
	sha256 = createHash("sha256");
	inflater;
	constructor(stored, options) {
		this.options = options;
		this.inflater = new GzipInflater({
			limits: options.limits,
			reread: (into, offset) => stored.read(into, offset),
			onInflated: (chunk) => {
				if (options.hashInflated) this.sha256.update(chunk);
				options.onInflated(chunk);
			}
		});
	}
	async push(chunk) {
		await this.inflater.push(chunk);
		await this.options.between();
	}
	fail(fault) {
		this.inflater.fault ??= fault;
	}
	end() {
		const { inflater } = this;
		inflater.end();
		const inflatedSha256 = this.options.hashInflated ? this.sha256.digest("hex") : null;
		const { inflated: inflatedSize, fault, findings } = inflater;
		return {
			inflatedSize,
			inflatedSha256,
			fault,
			findings,
			read: true
		};
	}
	close() {
		this.inflater.close();
	}
};
/** Bytes that are stored as they are; only their size is capped. */
var PlainPass = class {
	options;
	sha256 = createHash("sha256");
	size = 0;
	fault;
	constructor(options) {
		this.options = options;
	}
	async push(chunk) {
		await this.options.between();
		if (this.fault !== void 0) return;
		const { limits, hashInflated, onInflated } = this.options;
		const taken = chunk.subarray(0, limits.size - 1 - this.size);
		this.size += taken.length;
		if (hashInflated) this.sha256.update(taken);
		onInflated(taken);
		if (taken.length === chunk.length) return;
		const message = `Reading stopped at byte ${this.size}: it has ${limits.size} bytes or more: split it into smaller files.`;
		this.fault = {
			reason: "inflates-too-far",
			message
		};
	}
	fail(fault) {
		this.fault ??= fault;
	}
	end() {
		const inflatedSha256 = this.options.hashInflated ? this.sha256.digest("hex") : null;
		return {
			inflatedSize: this.size,
			inflatedSha256,
			fault: this.fault,
			findings: [],
			read: true
		};
	}
};
// ../../work/main/src/core/format/messages.ts
/** What happened and what to do, one sentence each, for quarantined records. */
var MESSAGES = {
	truncated: "The source ends inside a record: fetch it again, or compare its size with the original.",
	endsEarly: "The source ends before its document does: fetch it again, or compare its size with the original.",
	mismatch: "A bracket does not match, so that no later record can be told apart: compare the source with the original.",
	frame: "The JSON around the records is broken from here on: compare the source with the original.",
	trailing: "Bytes follow the end of the document: compare the source with the original, for they may have been appended.",
	noContainer: "This document holds no list of records.",
	notAList: "The member that should list the records is no list: read it in the source.",
	notAnObject: "This entry is no JSON object, so it is no CloudTrail record: read it in the source.",
	notJson: "This entry is not JSON: read it in the source.",
	tooDeep: `This record is nested deeper than 200 levels: read it in the source.`,
	tooLarge: `This record is larger than ${MAX_RECORD_BYTES / 1024 / 1024} MiB: read it in the source.`
};
// ../../work/main/src/core/format/decode-record.ts
var decoder = new TextDecoder();
/**
* The CloudTrail record within one range of a source; used by every format.
*
* A LookupEvents item gives the record that its `CloudTrailEvent` holds as text, and that text.
*
* Bytes that are no UTF-8 decode as U+FFFD here; the source keeps them as they are. Of duplicate
* names the last one counts, as `JSON.parse` has it. Numbers are IEEE doubles: integers beyond
* 2^53 are exact in the record's text only. Never throws.
*/
function decodeRecord(bytes, start, end) {
	const parsed = parse(decoder.decode(bytes.subarray(start, end)));
	if (!parsed.ok) return parsed;
	if (!isObject(parsed.value)) return {
		ok: false,
		reason: "not-an-object",
		message: MESSAGES.notAnObject
	};
	if (isCloudTrailRecord(parsed.value)) return {
		ok: true,
		record: parsed.value
	};
	const inner = parsed.value["CloudTrailEvent"];
	if (inner !== void 0) return decodeInner(inner);
	return {
		ok: false,
		reason: "not-a-record",
		message: NOT_A_RECORD
	};
}
/**
* A CloudTrail record is an object that has an `eventName`, an `eventSource` or an `eventTime`:
* every record that CloudTrail writes has at least the time, Insights and network activity among
* them. S3, SNS and SQS notifications have these fields too but name their source `aws:s3` and so
* on, where CloudTrail names a host: they are none.
*/
function isCloudTrailRecord(value) {
	const source = value["eventSource"];
	if (typeof source === "string" && source.startsWith("aws:")) return false;
	return source !== void 0 || value["eventName"] !== void 0 || value["eventTime"] !== void 0;
}
var NOT_A_RECORD = "This object has none of eventName, eventSource and eventTime, or is a notification, so it is no CloudTrail record: read it in the source.";
var NO_INNER_RECORD = "The CloudTrailEvent of this LookupEvents item holds no CloudTrail record: read it in the source.";
function decodeInner(inner) {
	if (isObject(inner) && isCloudTrailRecord(inner)) return {
		ok: true,
		record: inner
	};
	if (typeof inner !== "string") return {
		ok: false,
		reason: "not-a-record",
		message: NO_INNER_RECORD
	};
	if (depthOf(inner) > 200) return {
		ok: false,
		reason: "too-deep",
		message: MESSAGES.tooDeep
	};
	const parsed = parse(inner);
	if (!parsed.ok) return parsed;
	if (!isObject(parsed.value)) return {
		ok: false,
		reason: "not-an-object",
		message: NO_INNER_RECORD
	};
	if (!isCloudTrailRecord(parsed.value)) return {
		ok: false,
		reason: "not-a-record",
		message: NO_INNER_RECORD
	};
	return {
		ok: true,
		record: parsed.value,
		text: inner
	};
}
function parse(text) {
	try {
		return {
			ok: true,
			value: JSON.parse(text)
		};
	} catch (error) {
		const position = error instanceof SyntaxError ? /position (\d+)/.exec(error.message)?.[1] : void 0;
		return {
			ok: false,
			reason: "syntax",
			message: `This record is not JSON${position === void 0 ? "" : ` from character ${position} on`}: read it in the source.`
		};
	}
}
/** The deepest nesting of a JSON text, up to one beyond MAX_DEPTH; the readers bound that of outer bytes only. */
function depthOf(text) {
	let depth = 0;
	let inString = false;
	for (let at = 0; at < text.length; at += 1) {
		const code = text.charCodeAt(at);
		if (inString) {
			if (code === 92) at += 1;
			else if (code === 34) inString = false;
		} else if (code === 34) inString = true;
		else if (code === 123 || code === 91) {
			depth += 1;
			if (depth > 200) return depth;
		} else if (code === 125 || code === 93) depth -= 1;
	}
	return depth > 0 ? depth : 0;
}
// ../../work/main/src/core/format/frame-text.ts
/** Letters, digits, plus, minus and full stop: what numbers and literals are made of. */
function isScalarByte(byte) {
	return byte >= 97 && byte <= 122 || byte >= 48 && byte <= 57 || byte >= 65 && byte <= 90 || byte === 43 || byte === 45 || byte === 46;
}
function endsScalar(byte) {
	return byte === 44 || byte === 93 || byte === 125 || isSpace(byte);
}
var SCALAR = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;
var MAX_SCALAR_BYTES = 4096;
/** A JSON number or literal, of any length that one may sensibly have. */
function isScalar(span) {
	if (span.tooLarge || span.end - span.start > MAX_SCALAR_BYTES) return false;
	return SCALAR.test(new TextDecoder().decode(span.bytes.subarray(span.start, span.end)));
}
/** Every byte of a name may be written as `\uXXXX`, six bytes. */
var MAX_ESCAPE = 6;
function isName(span, name) {
	if (span.tooLarge || span.end - span.start > name.length * MAX_ESCAPE + 2) return false;
	const text = new TextDecoder().decode(span.bytes.subarray(span.start, span.end));
	if (!text.includes("\\")) return text === `"${name}"`;
	try {
		return JSON.parse(text) === name;
	} catch (error) {
		if (error instanceof SyntaxError) return false;
		throw error;
	}
}
// ../../work/main/src/core/format/byte-buffer.ts
/** Kept between records; a larger one is given back after use. */
var KEPT_BYTES = 1048576;
/** The part of a record that came in earlier chunks. Grows by doubling: linear in the bytes appended. */
var ByteBuffer = class {
	length = 0;
	bytes = /* @__PURE__ */ new Uint8Array(4096);
	append(from, start, end) {
		const length = this.length + (end - start);
		if (length > this.bytes.length) {
			const grown = new Uint8Array(Math.max(length, this.bytes.length * 2));
			grown.set(this.bytes.subarray(0, this.length));
			this.bytes = grown;
		}
		this.bytes.set(from.subarray(start, end), this.length);
		this.length = length;
	}
	clear() {
		this.length = 0;
		if (this.bytes.length > KEPT_BYTES) this.bytes = /* @__PURE__ */ new Uint8Array(4096);
	}
};
// ../../work/main/src/core/format/span.ts
var EMPTY$1 = /* @__PURE__ */ new Uint8Array(0);
/** The bytes of one record or line as it arrives in chunks: a copy is made only where it spans several. */
var Span = class {
	/** Of the first byte, in the source. */
	offset = 0;
	/** The bytes were dropped, because they are more than MAX_RECORD_BYTES. */
	tooLarge = false;
	/** After `close`: the span is `bytes[start, end)`. */
	bytes = EMPTY$1;
	start = 0;
	end = 0;
	from = 0;
	earlier = new ByteBuffer();
	/** Begins at `at` of the chunk at hand, which is `offset` in the source. */
	open(at, offset) {
		this.offset = offset;
		this.from = at;
		this.tooLarge = false;
		this.earlier.clear();
	}
	/** The chunk is used up and the span goes on: `chunk` may be overwritten afterwards. */
	keep(chunk) {
		this.append(chunk, chunk.length);
		this.from = 0;
	}
	/** Ends before `at` of the chunk at hand. */
	close(chunk, at) {
		if (this.earlier.length === 0 && !this.tooLarge) {
			this.bytes = chunk;
			this.start = this.from;
			this.end = at;
			this.tooLarge = at - this.from > MAX_RECORD_BYTES;
			return;
		}
		this.append(chunk, at);
		this.bytes = this.earlier.bytes;
		this.start = 0;
		this.end = this.earlier.length;
	}
	/** Lets go of the chunk, so that it is not kept alive. */
	release() {
		this.bytes = EMPTY$1;
		this.earlier.clear();
	}
	append(chunk, to) {
		if (this.tooLarge) return;
		if (this.earlier.length + (to - this.from) > 67108864) {
			this.tooLarge = true;
			this.earlier.clear();
			return;
		}
		this.earlier.append(chunk, this.from, to);
	}
};
var PLAIN = 0;
var STRING = 1;
var OPEN = 2;
/** What a byte outside strings means for the nesting: nothing, a string, an opening or a closing bracket. */
var ROLES = /* @__PURE__ */ new Uint8Array(256);
ROLES[34] = STRING;
ROLES[123] = OPEN;
ROLES[91] = OPEN;
ROLES[125] = 3;
ROLES[93] = 3;
/** In ASCII both closing brackets lie two after their opening ones. */
var TO_CLOSER = 2;
/**
* Finds the end of one JSON object, array or string on bytes, whatever the chunking. It knows
* strings, escapes and nesting only: whether the value is JSON is left to `JSON.parse`.
*
* Linear in the bytes, constant in memory. Brackets are matched by kind down to MAX_DEPTH; a value
* nested deeper is walked to its end by counting and marked `tooDeep`.
*/
var ValueScanner = class {
	/** The value is nested deeper than MAX_DEPTH. */
	tooDeep = false;
	/** Position in the chunk of the bracket that did not match. */
	fault = 0;
	depth = 0;
	inString = false;
	/** The chunk before ended on a backslash: the first byte of the next one is escaped. */
	escaped = false;
	closers = /* @__PURE__ */ new Uint8Array(201);
	/** Forgets the value before; the next `scan` starts at the first byte of a new one. */
	reset() {
		this.tooDeep = false;
		this.depth = 0;
		this.inString = false;
		this.escaped = false;
	}
	/**
	* Walks on through `bytes[from, to)`.
	* @param view `bytes` as little-endian words, from `wordsOf`
	* @returns the position after the value's last byte, UNFINISHED or MISMATCH
	*/
	scan(bytes, from, to, view) {
		const { words, shift } = view;
		const wordEnd = Math.min(to + shift >> 2, words.length);
		const closers = this.closers;
		let depth = this.depth;
		let inString = this.inString;
		let at = this.escaped ? from + 1 : from;
		for (;;) {
			if (inString) {
				at = stringStop(bytes, at, to, words, shift, wordEnd);
				if (at >= to) break;
				if (bytes[at] === 92) {
					at += 2;
					continue;
				}
				at += 1;
				inString = false;
				if (depth === 0) return at;
				if (at + 1 < to && bytes[at + 1] === 34 && ROLES[bytes[at]] === PLAIN) {
					at += 2;
					inString = true;
					continue;
				}
			}
			let role = PLAIN;
			while (at < to && (role = ROLES[bytes[at]]) === PLAIN) at += 1;
			if (at >= to) break;
			const byte = bytes[at];
			at += 1;
			if (role === STRING) inString = true;
			else if (role === OPEN) {
				depth += 1;
				if (depth <= 200) closers[depth] = byte + TO_CLOSER;
				else this.tooDeep = true;
			} else {
				if (depth <= 200 && closers[depth] !== byte) {
					this.fault = at - 1;
					return -2;
				}
				depth -= 1;
				if (depth === 0) return at;
			}
		}
		this.depth = depth;
		this.inString = inString;
		this.escaped = at > to;
		return -1;
	}
};
var LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
var NO_WORDS = {
	words: /* @__PURE__ */ new Int32Array(0),
	shift: 0
};
/** A view of the words that hold `bytes`; costs no copy. Empty on a big-endian machine: then bytes are read one by one. */
function wordsOf(bytes) {
	if (!LITTLE_ENDIAN) return NO_WORDS;
	const shift = bytes.byteOffset & 3;
	const base = bytes.byteOffset - shift;
	return {
		words: new Int32Array(bytes.buffer, base, bytes.length + shift >> 2),
		shift
	};
}
/**
* The position of the next quote or backslash in [from, to), or `to` (or beyond, where `from` is).
*
* Four bytes at a time: in each word a byte's top bit is set where that byte equals the quote or
* the backslash, without carries between bytes, so that the lowest set bit is exact.
*/
function stringStop(bytes, from, to, words, shift, wordEnd) {
	let word = from + shift >> 2;
	let at = from;
	if (word < wordEnd) {
		let stops = stopBits(words[word]) & -1 << ((from + shift & 3) << 3);
		while (stops === 0) {
			word += 1;
			if (word >= wordEnd) break;
			stops = stopBits(words[word]);
		}
		if (stops !== 0) return (word << 2) - shift + (31 - Math.clz32(stops & -stops) >> 3);
		at = (wordEnd << 2) - shift;
	}
	while (at < to) {
		const byte = bytes[at];
		if (byte === 34 || byte === 92) break;
		at += 1;
	}
	return at;
}
var LOW_BITS = 2139062143;
var QUOTES = 572662306;
var BACKSLASHES = 1549556828;
/** Top bit of each byte of `word` that is a quote or a backslash. */
function stopBits(word) {
	const quote = word ^ QUOTES;
	const backslash = word ^ BACKSLASHES;
	return ~(((quote & LOW_BITS) + LOW_BITS | quote) & ((backslash & LOW_BITS) + LOW_BITS | backslash) | LOW_BITS);
}
// ../../work/main/src/core/format/document-reader.ts
/** What the next byte belongs to. */
var State = /* @__PURE__ */ function(State) {
	State[State["Outside"] = 0] = "Outside";
	State[State["FirstName"] = 1] = "FirstName";
	State[State["Name"] = 2] = "Name";
	State[State["InName"] = 3] = "InName";
	State[State["Colon"] = 4] = "Colon";
	State[State["MemberValue"] = 5] = "MemberValue";
	State[State["InMemberValue"] = 6] = "InMemberValue";
	State[State["InMemberScalar"] = 7] = "InMemberScalar";
	State[State["AfterMember"] = 8] = "AfterMember";
	State[State["FirstEntry"] = 9] = "FirstEntry";
	State[State["Entry"] = 10] = "Entry";
	State[State["InEntry"] = 11] = "InEntry";
	State[State["InScalarEntry"] = 12] = "InScalarEntry";
	State[State["AfterEntry"] = 13] = "AfterEntry";
	State[State["Dead"] = 14] = "Dead";
	return State;
}(State || {});
var BYTE_ORDER_MARK = [
	239,
	187,
	191
];
var LETTER_N = 110;
/**
* Walks the records of JSON documents: `{"Records":[...]}`, `[...]`, or bare objects one after the
* other. Only the record at hand is buffered.
*
* - Every entry gives exactly one `record` or one `reject` with a record number; numbers run from 0
*   over both, in order.
* - A fault of the frame (a bracket that does not match, a missing comma, the end within a record)
*   quarantines the rest of the source as one reject.
* - Further documents of the same kind are read on, for logs are often concatenated, as text or as
*   gzip members; anything else after a document is one `trailing` reject.
* - Other members beside the container are walked over and not kept. Where the container's name
*   occurs twice, both are read.
*/
var DocumentReader = class {
	container;
	sink;
	state = State.Outside;
	/** Bytes of the source before the chunk at hand. */
	base = 0;
	marks = 0;
	records = 0;
	documents = 0;
	documentStart = 0;
	/** The document at hand has shown its container. */
	contained = false;
	/** Where what is not yet accounted for begins. */
	settled = 0;
	named = false;
	valueStart = 0;
	valueIsNull = false;
	entryIsObject = false;
	rest;
	scanner = new ValueScanner();
	/** The entry or the member name at hand. */
	span = new Span();
	constructor(container, sink) {
		this.container = container;
		this.sink = sink;
	}
	push(chunk) {
		const to = chunk.length;
		if (this.state !== State.Dead) {
			const words = wordsOf(chunk);
			let at = 0;
			while (at < to) at = this.step(chunk, at, to, words);
			if (this.state === State.InEntry || this.state === State.InScalarEntry || this.state === State.InName) this.span.keep(chunk);
		}
		this.base += to;
	}
	end(fault) {
		if (this.rest === void 0 && this.state === State.Outside && this.isMarkCut()) this.fail(fault ?? {
			reason: "syntax",
			message: MESSAGES.frame
		}, 0, false);
		else if (this.rest === void 0 && this.state !== State.Outside) {
			const inEntry = this.state === State.InEntry || this.state === State.InScalarEntry;
			const message = inEntry ? MESSAGES.truncated : MESSAGES.endsEarly;
			this.fail(fault ?? {
				reason: "truncated",
				message
			}, inEntry ? this.span.offset : this.settled, inEntry);
		} else if (this.rest === void 0 && fault !== void 0) this.fail(fault, this.base, false);
		if (this.rest !== void 0) this.sink.reject({
			...this.rest,
			length: this.base - this.rest.offset
		});
		this.rest = void 0;
		this.state = State.Outside;
		this.span.release();
	}
	/** Takes at least one byte, or changes the state; returns the position reached. */
	step(chunk, at, to, words) {
		switch (this.state) {
			case State.InEntry: return this.inEntry(chunk, at, to, words);
			case State.InScalarEntry: return this.inScalarEntry(chunk, at, to);
			case State.InName: return this.inName(chunk, at, to, words);
			case State.InMemberValue: return this.inMemberValue(chunk, at, to, words);
			case State.InMemberScalar: return this.inMemberScalar(chunk, at, to);
			case State.Dead: return to;
			default: {
				const next = skipSpace(chunk, at, to);
				return next === to ? to : this.punctuation(chunk[next], next, chunk);
			}
		}
	}
	/** A byte of the frame that is no white space. */
	punctuation(byte, at, chunk) {
		const state = this.state;
		if (state === State.Outside) return this.outside(byte, at, chunk);
		if (state === State.Entry || state === State.FirstEntry && byte !== 93) return this.openEntry(byte, at, chunk);
		if (state === State.MemberValue) return this.openValue(byte, at);
		if (state === State.Colon && byte === 58) this.state = State.MemberValue;
		else if (state === State.AfterEntry && byte === 44) this.state = State.Entry;
		else if (state === State.AfterMember && byte === 44) this.state = State.Name;
		else if ((state === State.FirstEntry || state === State.AfterEntry) && byte === 93) this.closeArray(at);
		else if ((state === State.FirstName || state === State.AfterMember) && byte === 125) this.endDocument(at);
		else if ((state === State.FirstName || state === State.Name) && byte === 34) return this.openName(at);
		else this.fail({
			reason: "syntax",
			message: MESSAGES.frame
		}, this.base + at, false);
		return at + 1;
	}
	outside(byte, at, chunk) {
		const offset = this.base + at;
		if (offset === this.marks && byte === BYTE_ORDER_MARK[offset]) {
			this.marks += 1;
			return at + 1;
		}
		if (byte !== (this.container === "array" ? 91 : 123) || this.isMarkCut()) {
			const fault = this.documents > 0 ? {
				reason: "trailing",
				message: MESSAGES.trailing
			} : {
				reason: "syntax",
				message: MESSAGES.frame
			};
			this.fail(fault, this.isMarkCut() ? 0 : offset, false);
			return at;
		}
		this.documentStart = offset;
		this.settled = offset;
		this.contained = this.container === "array" || this.container === "self";
		if (this.container === "self") return this.openEntry(byte, at, chunk);
		this.state = this.container === "array" ? State.FirstEntry : State.FirstName;
		return at + 1;
	}
	/** Only some bytes of a byte order mark stand at the start. */
	isMarkCut() {
		return this.marks !== 0 && this.marks !== BYTE_ORDER_MARK.length;
	}
	openName(at) {
		this.scanner.reset();
		this.span.open(at, this.base + at);
		this.state = State.InName;
		return at;
	}
	inName(chunk, at, to, words) {
		const end = this.scanner.scan(chunk, at, to, words);
		if (end === -1) return to;
		this.span.close(chunk, end);
		this.named = typeof this.container === "object" && isName(this.span, this.container.member);
		this.state = State.Colon;
		return end;
	}
	openValue(byte, at) {
		this.valueStart = this.base + at;
		if (this.named && byte === 91) {
			this.contained = true;
			this.settled = this.base + at + 1;
			this.state = State.FirstEntry;
			return at + 1;
		}
		if (byte === 123 || byte === 91 || byte === 34) {
			this.scanner.reset();
			this.valueIsNull = false;
			this.state = State.InMemberValue;
			return at;
		}
		if (isScalarByte(byte)) {
			this.valueIsNull = byte === LETTER_N;
			this.state = State.InMemberScalar;
			return at;
		}
		this.fail({
			reason: "syntax",
			message: MESSAGES.frame
		}, this.base + at, false);
		return at;
	}
	inMemberValue(chunk, at, to, words) {
		const end = this.scanner.scan(chunk, at, to, words);
		if (end === -1) return to;
		if (end === -2) {
			this.fail({
				reason: "syntax",
				message: MESSAGES.mismatch
			}, this.base + this.scanner.fault, false);
			return to;
		}
		this.closeValue(end);
		return end;
	}
	inMemberScalar(chunk, at, to) {
		let end = at;
		while (end < to && isScalarByte(chunk[end])) end += 1;
		if (end < to) this.closeValue(end);
		return end;
	}
	closeValue(end) {
		this.state = State.AfterMember;
		this.settled = this.base + end;
		if (!this.named) return;
		this.contained = true;
		if (this.valueIsNull) return;
		const length = this.base + end - this.valueStart;
		this.sink.reject({
			reason: "syntax",
			offset: this.valueStart,
			length,
			message: MESSAGES.notAList
		});
	}
	openEntry(byte, at, chunk) {
		if (byte === 44 || byte === 58 || byte === 93 || byte === 125) {
			this.fail({
				reason: "syntax",
				message: MESSAGES.frame
			}, this.base + at, false);
			return at;
		}
		this.entryIsObject = byte === 123;
		if (this.entryIsObject && this.sink.take !== void 0) {
			const end = this.sink.take(chunk, at, chunk.length, this.base + at, false);
			if (end > at) return this.taken(end);
		}
		this.span.open(at, this.base + at);
		if (this.entryIsObject || byte === 91 || byte === 34) {
			this.scanner.reset();
			this.state = State.InEntry;
		} else this.state = State.InScalarEntry;
		return at;
	}
	inEntry(chunk, at, to, words) {
		const end = this.scanner.scan(chunk, at, to, words);
		if (end === -1) return to;
		if (end === -2) {
			this.fail({
				reason: "syntax",
				message: MESSAGES.mismatch
			}, this.span.offset, true);
			return to;
		}
		this.span.close(chunk, end);
		if (this.scanner.tooDeep) this.closeEntry(end, {
			reason: "too-deep",
			message: MESSAGES.tooDeep
		});
		else if (!this.entryIsObject) this.closeEntry(end, {
			reason: "not-an-object",
			message: MESSAGES.notAnObject
		});
		else if (this.span.tooLarge) this.closeEntry(end, {
			reason: "too-large",
			message: MESSAGES.tooLarge
		});
		else this.closeEntry(end);
		return end;
	}
	inScalarEntry(chunk, at, to) {
		let end = at;
		while (end < to && !endsScalar(chunk[end])) end += 1;
		if (end === to) return to;
		this.span.close(chunk, end);
		if (isScalar(this.span)) this.closeEntry(end, {
			reason: "not-an-object",
			message: MESSAGES.notAnObject
		});
		else this.closeEntry(end, {
			reason: "syntax",
			message: MESSAGES.notJson
		});
		return end;
	}
	/** The sink has taken the entry that ends at `end` of the chunk at hand. */
	taken(end) {
		this.records += 1;
		this.settled = this.base + end;
		this.state = State.AfterEntry;
		if (this.container === "self") this.endDocument(end - 1);
		return end;
	}
	/** @param end of the entry in the chunk at hand */
	closeEntry(end, fault) {
		const { offset, bytes, start } = this.span;
		const record = this.records;
		this.records += 1;
		this.settled = this.base + end;
		this.state = State.AfterEntry;
		if (this.container === "self") this.endDocument(end - 1);
		if (fault === void 0) this.sink.record(bytes, start, this.span.end, offset);
		else this.sink.reject({
			...fault,
			record,
			offset,
			length: this.base + end - offset
		});
	}
	closeArray(at) {
		this.settled = this.base + at + 1;
		if (this.container === "array") this.endDocument(at);
		else this.state = State.AfterMember;
	}
	/** @param at the document's last byte in the chunk at hand */
	endDocument(at) {
		const end = this.base + at + 1;
		if (!this.contained) {
			const fault = this.documents > 0 ? {
				reason: "trailing",
				message: MESSAGES.trailing
			} : {
				reason: "not-a-record",
				message: MESSAGES.noContainer
			};
			this.sink.reject({
				...fault,
				offset: this.documentStart,
				length: end - this.documentStart
			});
		}
		this.documents += 1;
		this.settled = end;
		this.state = State.Outside;
	}
	/** Quarantines everything from `offset` on; the length is known at the end. */
	fail(fault, offset, inRecord) {
		const appended = this.state !== State.Outside && this.documents > 0 && !this.contained;
		this.rest = {
			...appended ? {
				reason: "trailing",
				message: MESSAGES.trailing
			} : fault,
			offset: appended ? this.documentStart : offset,
			...inRecord ? { record: this.records } : {}
		};
		this.state = State.Dead;
		this.span.release();
	}
};
// ../../work/main/src/core/format/outline.ts
/** Deeper names say nothing about the format. */
var NAMED_DEPTH = 3;
/**
* Reads over the head of a source, however broken, and notes what it shows. Undefined where it
* does not start with an object or an array.
* @param complete the head is the whole source
*/
function outlineOf(head, complete) {
	const start = skipSpace(head, byteOrderMark(head), head.length);
	const opener = head[start];
	if (opener !== 123 && opener !== 91) return void 0;
	const first = readValue(head, start, head.length);
	const isObject = opener === 123;
	const feed = head.indexOf(10, start);
	const oneLine = feed === -1 || feed >= first.end;
	const followedByLine = feed !== -1 && skipSpace(head, feed, head.length) < head.length;
	const lines = isObject && oneLine && (first.complete ? followedByLine : !complete);
	return {
		top: isObject ? "object" : "array",
		members: isObject ? first.members : /* @__PURE__ */ new Map(),
		itemNames: isObject ? /* @__PURE__ */ new Set() : first.second,
		eventNames: first.events,
		lines,
		lineNames: isObject && feed !== -1 ? laterLines(head, feed + 1) : /* @__PURE__ */ new Set()
	};
}
/** Walks one object or array and notes the names of members down to NAMED_DEPTH. */
function readValue(bytes, start, to) {
	const members = /* @__PURE__ */ new Map();
	const second = /* @__PURE__ */ new Set();
	const events = /* @__PURE__ */ new Set();
	let depth = 0;
	let topName = "";
	let at = start;
	while (at < to) {
		const byte = bytes[at];
		if (byte === 34) {
			const end = stringEnd(bytes, at, to);
			const colon = skipSpace(bytes, end, to);
			if (depth <= NAMED_DEPTH && bytes[colon] === 58) {
				const name = nameText(bytes, at, end);
				if (depth === 1) {
					topName = name;
					members.set(name, kindAt(bytes, skipSpace(bytes, colon + 1, to), members.get(name)));
				} else if (depth === 2) second.add(name);
				else if (topName === "Events") events.add(name);
			}
			at = end;
			continue;
		}
		at += 1;
		if (byte === 123 || byte === 91) depth += 1;
		else if (byte === 125 || byte === 93) {
			depth -= 1;
			if (depth === 0) return {
				end: at,
				complete: true,
				members,
				second,
				events
			};
		}
	}
	return {
		end: to,
		complete: false,
		members,
		second,
		events
	};
}
/** Names of the top members of every whole object that starts a line. */
function laterLines(head, from) {
	const names = /* @__PURE__ */ new Set();
	let start = from;
	while (start < head.length) {
		const feed = head.indexOf(10, start);
		const end = feed === -1 ? head.length : feed;
		if (head[start] === 123) {
			const value = readValue(head, start, end);
			if (value.complete && skipSpace(head, value.end, end) === end) for (const name of value.members.keys()) names.add(name);
		}
		start = end + 1;
	}
	return names;
}
function stringEnd(bytes, quote, to) {
	let at = quote + 1;
	while (at < to) {
		const byte = bytes[at];
		if (byte === 34) return at + 1;
		at += byte === 92 ? 2 : 1;
	}
	return to;
}
/** Longer names are no field of CloudTrail. */
var MAX_NAME_BYTES = 512;
function nameText(bytes, start, end) {
	if (end - start > MAX_NAME_BYTES) return "";
	const text = new TextDecoder().decode(bytes.subarray(start, end));
	if (!text.includes("\\")) return text.slice(1, -1);
	try {
		return String(JSON.parse(text));
	} catch (error) {
		if (error instanceof SyntaxError) return "";
		throw error;
	}
}
/** An array counts where a name occurs twice: its records must not be lost. */
function kindAt(bytes, at, before) {
	if (before === "array" || before === "empty-array") return before;
	switch (bytes[at]) {
		case 91: return bytes[skipSpace(bytes, at + 1, bytes.length)] === 93 ? "empty-array" : "array";
		case 123: return "object";
		case 34: return "string";
		default: return "scalar";
	}
}
/** JSON of CloudTrail has at least one of these at the top of a record. */
function namesRecord(names) {
	return names.has("eventName") || names.has("eventSource") || names.has("eventTime");
}
/** An item of LookupEvents holds its record as text. */
function namesLookupItem(names) {
	return names.has("CloudTrailEvent");
}
function isList(kind) {
	return kind === "array" || kind === "empty-array";
}
// ../../work/main/src/core/format/array.ts
/** `[...]`: a bare array of records, as scripts and consoles write. */
var array = {
	id: "array",
	label: "Array of records",
	matches: (outline) => namesRecord(outline.itemNames),
	reader: (sink) => new DocumentReader("array", sink),
	decode: decodeRecord
};
// ../../work/main/src/core/format/line-reader.ts
/**
* Walks JSON Lines: every line that is not blank gives one `record` or one `reject`, numbered from
* 0 over both. A record's range is its line without the white space around it, so that CRLF ends
* and a byte order mark are outside. A bad line does not touch its neighbours, because a JSON
* string cannot hold a line feed.
*/
var LineReader = class {
	sink;
	base = 0;
	records = 0;
	inLine = false;
	scanner = new ValueScanner();
	span = new Span();
	constructor(sink) {
		this.sink = sink;
	}
	push(chunk) {
		const words = wordsOf(chunk);
		let at = 0;
		while (at < chunk.length) {
			if (!this.inLine) {
				this.span.open(at, this.base + at);
				this.inLine = true;
			}
			const feed = chunk.indexOf(10, at);
			if (feed === -1) {
				this.span.keep(chunk);
				break;
			}
			this.closeLine(chunk, feed, words);
			at = feed + 1;
		}
		this.base += chunk.length;
	}
	end(fault) {
		const emitted = this.inLine && this.closeLast(fault);
		if (fault !== void 0 && !emitted) this.sink.reject({
			...fault,
			offset: this.base,
			length: 0
		});
		this.span.release();
	}
	closeLine(chunk, at, words) {
		this.inLine = false;
		const length = this.base + at - this.span.offset;
		this.span.close(chunk, at);
		this.line(length, this.span.bytes === chunk ? words : wordsOf(this.span.bytes));
	}
	/** The last line has no end of its own: a record that is open in it was cut off. Returns true if that took up `fault`. */
	closeLast(fault) {
		this.inLine = false;
		const length = this.base - this.span.offset;
		this.span.close(EMPTY, 0);
		return this.line(length, wordsOf(this.span.bytes), { fault });
	}
	/**
	* @param length of the line in the source
	* @param last that no line feed ended it, and why the source ended there, if known
	* @returns whether the reject that this line gave carries `last.fault`
	*/
	line(length, words, last) {
		const { bytes, offset, tooLarge } = this.span;
		if (tooLarge) {
			this.reject({
				reason: "too-large",
				message: MESSAGES.tooLarge
			}, offset, length);
			return false;
		}
		const mark = offset === 0 ? byteOrderMark(bytes.subarray(this.span.start, this.span.end)) : 0;
		const start = skipSpace(bytes, this.span.start + mark, this.span.end);
		let end = this.span.end;
		while (end > start && isSpace(bytes[end - 1])) end -= 1;
		if (start === end) return false;
		const from = offset + (start - this.span.start);
		if (bytes[start] !== 123) {
			const fault = notAnObject(bytes, start, end);
			const cut = fault.reason === "syntax" ? last?.fault : void 0;
			this.reject(cut ?? fault, from, end - start);
			return cut !== void 0;
		}
		if (this.sink.take?.(bytes, start, end, from, true) === end) {
			this.records += 1;
			return false;
		}
		this.scanner.reset();
		const close = this.scanner.scan(bytes, start, end, words);
		if (close === -1 && last !== void 0) {
			this.reject(last.fault ?? {
				reason: "truncated",
				message: MESSAGES.truncated
			}, from, end - start);
			return last.fault !== void 0;
		}
		if (this.scanner.tooDeep) this.reject({
			reason: "too-deep",
			message: MESSAGES.tooDeep
		}, from, end - start);
		else if (close === end) {
			this.records += 1;
			this.sink.record(bytes, start, end, from);
		} else this.reject({
			reason: "syntax",
			message: MESSAGES.notJson
		}, from, end - start);
		return false;
	}
	reject(fault, offset, length) {
		this.sink.reject({
			...fault,
			record: this.records,
			offset,
			length
		});
		this.records += 1;
	}
};
var EMPTY = /* @__PURE__ */ new Uint8Array(0);
/** A line that starts with no brace: some other JSON value, or no JSON at all. */
function notAnObject(bytes, start, end) {
	try {
		JSON.parse(new TextDecoder().decode(bytes.subarray(start, end)));
		return {
			reason: "not-an-object",
			message: MESSAGES.notAnObject
		};
	} catch (error) {
		if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
		return {
			reason: "syntax",
			message: MESSAGES.notJson
		};
	}
}
// ../../work/main/src/core/format/formats.ts
/** Every format, in the order in which detection asks them: lists before what they hold, lines before single values. */
var FORMATS = [
	{
		id: "records",
		label: "CloudTrail log file",
		matches: (outline) => isList(outline.members.get("Records")),
		reader: (sink) => new DocumentReader({ member: "Records" }, sink),
		decode: decodeRecord
	},
	{
		id: "lookup-events",
		label: "LookupEvents output",
		matches: ({ members, eventNames }) => members.get("Events") === "empty-array" || members.get("Events") === "array" && (namesLookupItem(eventNames) || eventNames.has("EventId")),
		reader: (sink) => new DocumentReader({ member: "Events" }, sink),
		decode: decodeRecord
	},
	{
		id: "lookup-array",
		label: "Array of LookupEvents items",
		matches: (outline) => namesLookupItem(outline.itemNames),
		reader: (sink) => new DocumentReader("array", sink),
		decode: decodeRecord
	},
	array,
	{
		id: "lookup-lines",
		label: "JSON Lines of LookupEvents items",
		matches: (outline) => outline.lines && namesLookupItem(outline.members) || namesLookupItem(outline.lineNames),
		reader: (sink) => new LineReader(sink),
		decode: decodeRecord
	},
	{
		id: "lines",
		label: "JSON Lines of records",
		matches: (outline) => outline.lines && namesRecord(outline.members) || namesRecord(outline.lineNames),
		reader: (sink) => new LineReader(sink),
		decode: decodeRecord
	},
	{
		id: "lookup-item",
		label: "Single LookupEvents item",
		matches: (outline) => namesLookupItem(outline.members),
		reader: (sink) => new DocumentReader("self", sink),
		decode: decodeRecord
	},
	{
		id: "record",
		label: "Single record",
		matches: (outline) => namesRecord(outline.members),
		reader: (sink) => new DocumentReader("self", sink),
		decode: decodeRecord
	}
];
var byId = new Map(FORMATS.map((format) => [format.id, format]));
/** Throws a RangeError for an id that is none, which only a newer manifest can hold. */
function formatById(id) {
	const format = byId.get(id);
	if (format === void 0) throw new RangeError(`No log format is called ${String(id)}: open the case with a newer version`);
	return format;
}
// ../../work/main/src/core/format/detect.ts
/** How many bytes of a source `detect` makes use of. */
var HEAD_BYTES = 65536;
var UTF16_NOTE = "The file is UTF-16 text, as Windows PowerShell writes with \">\": convert a copy to UTF-8 (Get-Content FILE | Set-Content -Encoding utf8 COPY) and add the copy.";
var ZIP_NOTE = "The file is a zip archive: unpack it and add the folder.";
var GZIP_NOTE = "The file is compressed twice: decompress it once more and add the result.";
/**
* What a source is, from its content alone.
* @param bytes the first inflated bytes: HEAD_BYTES, or all there are
* @param whole `bytes` is all there is
*/
function detect(bytes, whole) {
	const head = bytes.subarray(0, HEAD_BYTES);
	const complete = whole && bytes.length <= 65536;
	if (complete && skipSpace(head, byteOrderMark(head), head.length) === head.length) return { kind: "empty" };
	if (isUtf16(head)) return {
		kind: "text",
		note: UTF16_NOTE
	};
	const outline = outlineOf(head, complete);
	if (outline !== void 0) {
		const kind = kindOf(outline);
		if (kind !== void 0) return kind;
		const format = FORMATS.find((candidate) => candidate.matches(outline));
		if (format !== void 0) return {
			kind: "cloudtrail",
			format: format.id
		};
	}
	if (hasControls(head)) return binary(head);
	return { kind: outline !== void 0 && !(complete && !isJson(head)) ? "json" : "text" };
}
/**
* Files that lie beside logs. A digest names its own object and the fingerprint of its key (AWS
* CloudTrail user guide, "CloudTrail digest file structure"); AWS Config lists configurationItems.
*/
function kindOf({ members }) {
	if (isList(members.get("Records"))) return void 0;
	if (members.has("digestS3Object") || members.has("digestPublicKeyFingerprint")) return { kind: "digest" };
	if (isList(members.get("configurationItems"))) return { kind: "config" };
}
function binary(head) {
	if (head[0] === 80 && head[1] === 75) return {
		kind: "binary",
		note: ZIP_NOTE
	};
	if (head[0] === 31 && head[1] === 139) return {
		kind: "binary",
		note: GZIP_NOTE
	};
	return { kind: "binary" };
}
/** By its byte order mark, or by a brace or bracket beside a zero byte. */
function isUtf16(head) {
	const [first, second] = head;
	if (first === 255 && second === 254 || first === 254 && second === 255) return true;
	const opens = (byte) => byte === 123 || byte === 91;
	return opens(first) && second === 0 || first === 0 && opens(second);
}
/** Control characters that no text holds: all of ASCII's but tab, line ends, form feed and escape. */
function hasControls(head) {
	return head.some((byte) => byte < 9 || byte > 13 && byte < 32 && byte !== 27);
}
function isJson(head) {
	try {
		JSON.parse(new TextDecoder().decode(head));
		return true;
	} catch (error) {
		if (error instanceof SyntaxError || error instanceof RangeError) return false;
		throw error;
	}
}
// ../../work/main/src/main/indexing/source-walk.ts
/**
* The inflated bytes of one source on their way to the indexer: the first of them tell what it is,
* then its format's reader walks the records.
*/
var SourceWalk = class {
	indexer;
	kind = "empty";
	format = null;
	/** Bytes until there are enough to detect the format. */
	head;
	decided = false;
	reader;
	constructor(task, indexer) {
		this.indexer = indexer;
		indexer.begin(task.no, task.kind === "stored" ? task.skip : []);
		if (task.kind === "stored") this.use(task.format);
	}
	push(inflated) {
		const chunk = new Uint8Array(inflated.buffer, inflated.byteOffset, inflated.byteLength);
		if (this.decided) {
			this.reader?.push(chunk);
			return;
		}
		if (this.head === void 0 && isTrailFile(chunk)) {
			this.use("records");
			this.reader?.push(chunk);
			return;
		}
		const head = this.head === void 0 ? chunk : Buffer.concat([this.head, chunk]);
		if (head.length < 65536) this.head = head === chunk ? chunk.slice() : head;
		else this.decide(head, false);
	}
	/** The inflated bytes have ended. */
	end(fault) {
		if (!this.decided) this.decide(this.head ?? /* @__PURE__ */ new Uint8Array(0), fault === void 0);
		if (this.reader !== void 0) this.reader.end(fault);
		else if (fault !== void 0) this.indexer.reject({
			...fault,
			offset: 0,
			length: 0
		});
	}
	decide(head, complete) {
		const found = detect(head, complete);
		this.kind = found.kind;
		if (found.kind === "cloudtrail") this.use(found.format);
		else if (found.note !== void 0) this.indexer.reject({
			reason: "unreadable",
			offset: 0,
			length: 0,
			message: found.note
		});
		this.decided = true;
		this.head = void 0;
		if (head.length > 0) this.reader?.push(head);
	}
	use(id) {
		const format = formatById(id);
		this.kind = "cloudtrail";
		this.format = id;
		this.decided = true;
		this.indexer.use(format);
		this.reader = format.reader(this.indexer);
	}
};
/** Bytes in which nearly every file of a trail shows what it is. */
var GLANCE_BYTES = 512;
/**
* The usual case without reading the whole head: `{"Records":[` is the first format asked for, and
* nothing that comes later in the head could make it another one.
*/
function isTrailFile(chunk) {
	const found = detect(chunk.subarray(0, GLANCE_BYTES), false);
	return found.kind === "cloudtrail" && found.format === "records";
}
// ../../work/main/src/main/indexing/stored-bytes.ts
/**
* Positional reads over a stored range as long as it was when it was opened: a log that grows
* meanwhile is read as one snapshot. Synchronous: it is used in worker threads, where waiting for
* the disk blocks nobody else.
*/
var StoredBytes = class StoredBytes {
	fd;
	start;
	size;
	constructor(fd, start, size) {
		this.fd = fd;
		this.start = start;
		this.size = size;
	}
	/** @throws the system's error where the file cannot be opened */
	static open(range) {
		const fd = openSync(range.path, "r");
		try {
			return new StoredBytes(fd, range.offset, range.length ?? Math.max(0, fstatSync(fd).size - range.offset));
		} catch (cause) {
			closeSync(fd);
			throw cause;
		}
	}
	/** Fills `into` from `offset` on as far as there are bytes; returns how many were read. */
	read(into, offset) {
		const wanted = Math.min(into.length, Math.max(0, this.size - offset));
		let done = 0;
		while (done < wanted) {
			const count = readSync(this.fd, into, done, wanted - done, this.start + offset + done);
			if (count === 0) break;
			done += count;
		}
		return done;
	}
	/** All bytes, or as many as are left, in a buffer of their own. */
	all() {
		const bytes = new Uint8Array(this.size);
		const count = this.read(bytes, 0);
		return count === this.size ? bytes : bytes.slice(0, count);
	}
	close() {
		closeSync(this.fd);
	}
};
// ../../work/main/src/main/indexing/source-reader.ts
/**
* Reads one source after the other: hash, inflate, detect, walk, decode, extract, segment.
* Whatever is wrong with a source ends in its report; exceptions are defects of the program.
*/
var SourceReader = class {
	options;
	/** Stored bytes read since the reader was made. */
	bytes = 0;
	indexer;
	limits;
	constructor(options) {
		this.options = options;
		this.indexer = new RecordIndexer(options);
		this.limits = options.limits ?? INFLATE_LIMITS;
	}
	/** Events given to segments since the reader was made. */
	get events() {
		return this.indexer.total;
	}
	async read(task) {
		let stored;
		try {
			stored = StoredBytes.open(task.range);
		} catch (cause) {
			return failed(task, cause);
		}
		const copy = new CopyOf(task);
		try {
			const walk = new SourceWalk(task, this.indexer);
			const result = await this.stream(task, stored, walk, copy);
			return this.report(task, result, walk, copy);
		} catch (cause) {
			copy.discard();
			this.indexer.abandon();
			return failed(task, cause);
		} finally {
			stored.close();
		}
	}
	/** Gives out the rows gathered so far as a segment. */
	flush() {
		this.indexer.flush();
	}
	async stream(task, stored, walk, copy) {
		return await streamSource(stored, {
			limits: this.limits,
			onInflated: (chunk) => walk.push(chunk),
			onStored: (chunk) => {
				this.bytes += chunk.length;
				copy.write(chunk);
			},
			between: this.options.between,
			...task.kind === "new" ? { known: task.known } : { expected: task.sha256 },
			hashInflated: task.kind === "new",
			inflate: task.unparsed === void 0
		});
	}
	report(task, result, walk, copy) {
		const { no } = task;
		if (result.stored !== void 0) this.bytes += result.size;
		const { sha256, size, gzip, inflatedSize, inflatedSha256 } = result;
		const read = {
			outcome: "read",
			no,
			sha256,
			size,
			gzip,
			inflatedSize,
			inflatedSha256
		};
		if (task.unparsed !== void 0) {
			const nothing = {
				kind: "failed",
				format: null,
				records: 0,
				events: 0,
				rejected: 1,
				rejects: [{
					...task.unparsed,
					offset: 0,
					length: 0
				}]
			};
			return {
				...read,
				...nothing,
				...copy.keep(result)
			};
		}
		if (!result.read) return ruledOut(task, sha256);
		walk.end(result.fault);
		for (const finding of result.findings) this.indexer.reject(finding);
		const counts = this.indexer.end();
		return {
			...read,
			kind: walk.kind,
			format: walk.format,
			...counts,
			...copy.keep(result)
		};
	}
};
/** What becomes of a new source's stored bytes: handed to main, copied by this worker, or neither. */
var CopyOf = class {
	task;
	copy;
	constructor(task) {
		this.task = task;
	}
	write(bytes) {
		if (this.task.kind !== "new" || this.task.copyTo === void 0) return;
		this.copy ??= new EvidenceCopy(this.task.copyTo);
		this.copy.write(bytes);
	}
	keep({ stored }) {
		if (this.task.kind !== "new" || this.task.copyTo === void 0) return {
			stored: null,
			copied: false
		};
		if (stored !== void 0 && stored.length < 1048576) return {
			stored,
			copied: false
		};
		if (stored !== void 0) this.write(stored);
		this.copy?.finish();
		return {
			stored: null,
			copied: true
		};
	}
	discard() {
		this.copy?.discard();
	}
};
function ruledOut(task, sha256) {
	if (task.kind === "new") return {
		outcome: "known",
		no: task.no,
		sha256
	};
	const message = `Evidence changed: the stored bytes have SHA-256 ${sha256}, the manifest says ${task.sha256}. Its records are left out. Put back an unchanged copy of the case folder and open it again.`;
	return {
		outcome: "failed",
		no: task.no,
		reason: "changed",
		message
	};
}
/** @throws the cause where it is no failure of a disk */
function failed(task, cause) {
	if (cause instanceof CopyFailed) {
		const message = `${task.uri} could not be copied to ${cause.path}: ${describeFileError(cause.cause)}.`;
		const code = errorCode(cause.cause);
		return {
			outcome: "failed",
			no: task.no,
			reason: "copy",
			message,
			...code === void 0 ? {} : { code }
		};
	}
	if (errorCode(cause) === void 0) throw cause;
	const message = `${task.uri} could not be read: ${describeFileError(cause)}.`;
	return {
		outcome: "failed",
		no: task.no,
		reason: "unreadable",
		message
	};
}
// entry.ts
var [dir, limit] = [process.argv[2], Number(process.argv[3] ?? 50)];
var files = [];
(function walk(d) {
	for (const n of readdirSync(d).sort()) {
		const p = join(d, n);
		if (statSync(p).isDirectory()) walk(p);
		else files.push(p);
	}
})(dir);
var chosen = files.slice(0, limit);
var digest = createHash("sha256");
var segs = 0;
var reader = new SourceReader({
	onSegment: (s) => {
		segs++;
		if (process.env.DIGEST) digest.update(s.bytes).update(JSON.stringify(s.covers));
	},
	between: () => Promise.resolve(),
	scan: process.env.SCAN !== "0"
});
var c0 = process.cpuUsage();
var t0 = performance.now();
var no = 0;
var reports = createHash("sha256");
var rejected = 0;
for (const path of chosen) {
	const r = await reader.read({
		kind: "new",
		no: no++,
		range: {
			path,
			offset: 0,
			length: void 0
		},
		uri: path,
		size: statSync(path).size,
		modified: null,
		known: []
	});
	if (process.env.DIGEST) reports.update(JSON.stringify(r));
	rejected += r.rejected ?? 0;
}
reader.flush();
var c = process.cpuUsage(c0);
console.log(JSON.stringify({
	files: chosen.length,
	events: reader.events,
	rejected,
	segs,
	wallMs: Math.round(performance.now() - t0),
	cpuPerEvent: +((c.user + c.system) / reader.events).toFixed(2),
	fast: globalThis.__fast,
	digest: process.env.DIGEST ? digest.digest("hex").slice(0, 16) + reports.digest("hex").slice(0, 16) : void 0,
	rss: Math.round(process.memoryUsage().rss / 1e6)
}));
export {};
