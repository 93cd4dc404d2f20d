/** With what names of answers about configuration begin in the manifest; see `acquire/configuration/config-name`. */
export const CONFIG_SCHEME = 'aws-config://';
