import { useZoneRules } from '../../src/core/zones/rules-in-use';
import { shippedZoneRules } from '../../src/main/zones/shipped-rules';

// As each entry of the program does when it starts.
useZoneRules(shippedZoneRules());
