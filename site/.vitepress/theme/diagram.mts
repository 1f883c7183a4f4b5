import { useData } from 'vitepress';
import { defineComponent, h, onMounted, ref, useId, watch } from 'vue';

/** A diagram of Mermaid. Its text is shown until it has been drawn, and without scripts. */
export const Diagram = defineComponent({
  props: { code: { type: String, required: true } },
  setup(props) {
    const { isDark } = useData();
    const id = useId();
    const text = decodeURIComponent(props.code);
    const svg = ref('');
    const draw = async (): Promise<void> => {
      const { default: mermaid } = await import('mermaid');
      mermaid.initialize({ startOnLoad: false, theme: isDark.value ? 'dark' : 'default' });
      svg.value = (await mermaid.render(`diagram-${id}`, text)).svg;
    };
    onMounted(() => watch(isDark, draw, { immediate: true }));
    return () =>
      svg.value === ''
        ? h('pre', { class: 'diagram' }, text)
        : h('div', { class: 'diagram', innerHTML: svg.value });
  },
});
