import { useData, withBase } from 'vitepress';
import { defineComponent, h, onBeforeUnmount, onMounted, ref, watch } from 'vue';

const DARK = 'dark-mode';

/** The OpenAPI document in Swagger UI, which a deployment shows too. */
export const ApiReference = defineComponent({
  setup() {
    const { isDark } = useData();
    const place = ref<HTMLElement>();
    onMounted(async () => {
      const { default: SwaggerUI } = await import('swagger-ui-dist/swagger-ui-es-bundle.js');
      SwaggerUI({
        url: withBase('/files/docs/openapi.json'),
        domNode: place.value,
        deepLinking: true,
        // No deployment answers at the address of the site.
        supportedSubmitMethods: [],
        validatorUrl: null,
      });
    });
    const setDark = (dark: boolean): void => {
      document.documentElement.classList.toggle(DARK, dark);
    };
    onMounted(() => watch(isDark, setDark, { immediate: true }));
    onBeforeUnmount(() => setDark(false));
    // The style sheet is copied, not imported: VitePress has a single one for all pages.
    return () => [
      h('link', { rel: 'stylesheet', href: withBase('/files/swagger-ui.css') }),
      h('div', { ref: place, class: 'vp-raw' }),
    ];
  },
});
